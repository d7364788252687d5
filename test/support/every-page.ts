import { request } from './stack';

/** Every item of a list, so many a page. */
export async function everyPage<Item>(province: string, path: string, roles: string[], limit: number): Promise<Item[]> {
  const items: Item[] = [];
  for (let after = ''; ;) {
    const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${after}`;
    const { body } = await request(province, 'GET', `${path}${query}`, { roles });
    items.push(...(body['items'] as Item[]));
    const next = body['next'] as string | number | null;
    if (next === null) return items;
    after = `&after=${encodeURIComponent(next)}`;
  }
}
