import { request } from './stack';

/** Every dead letter of a province as a role, or the bearer of a token, is shown them: of large ones a page has few. */
export async function lettersOf<Letter = { id: string; msgid?: string; record: string | null; state: string }>(
  province: string,
  as: 'operator' | 'auditor' | { readonly token: string },
): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (let after = '0'; ;) {
    const path = `/api/v1/dead-letters?limit=1000&after=${after}`;
    const { status, body } = await request(province, 'GET', path, typeof as === 'string' ? { roles: [as] } : as);
    if (status !== 200) throw new Error(`no letters: ${JSON.stringify(body)}`);
    letters.push(...(body['items'] as Letter[]));
    const next = body['next'] as string | null;
    if (next === null) return letters;
    after = next;
  }
}
