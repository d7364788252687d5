import type { AppRequest } from '../../platform-simulator/src/establishing';
import { stated, type DemoRow } from './people';

const KINSHIP = ['01', '02', '03'];
const EVERY_KINSHIP = ['01', '02', '03', '04', '05', '06', '07', '08', '09'];

/** Makes the requests of the national app's users: most in order, some that a rule must refuse, some of a pair that has one. */
export function makeRequests(
  people: Readonly<Record<string, readonly DemoRow[]>>,
  count: number,
  random: () => number,
): AppRequest[] {
  const [one = '', other = ''] = Object.keys(people);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const kind = (province: string, kinds: readonly number[]) =>
    (people[province] ?? []).filter((_, index) => kinds.includes(index % 10));
  const donors = { [one]: kind(one, [0, 1, 2, 3, 4]), [other]: kind(other, [0, 1, 2, 3, 4]) };
  const benefs = { [one]: kind(one, [3, 4, 5, 6, 7, 8]), [other]: kind(other, [3, 4, 5, 6, 7, 8]) };
  const ended = { [one]: kind(one, [9]), [other]: kind(other, [9]) };
  // Few donors ask for most, so that caps, balances and live pairs are met; the rest are strangers to each other.
  const busy = { [one]: (donors[one] ?? []).slice(0, 300), [other]: (donors[other] ?? []).slice(0, 300) };

  const made: AppRequest[] = [];
  for (let index = 0; index < count; index++) {
    const [from, to] = random() < 0.6 ? [one, other] : [other, one];
    const donor = stated(pick((random() < 0.2 ? busy : donors)[from] ?? []));
    const benef = stated(pick((random() < 0.3 ? busy : benefs)[to] ?? []));
    const limits = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
      lmt_amt: `${10 + Math.floor(random() * 800)}.00`,
    }));
    const request = {
      donor,
      benef,
      limits,
      rel_type: pick(from === '440000' ? KINSHIP : EVERY_KINSHIP),
      commit_no: `CN${index}`,
    };
    if (index % 250 === 1) made.push({ ...request, ...aGenerousOne(donors[other] ?? [], benefs[one] ?? [], index) });
    else if (index % 150 === 9) made.push(made.at(-6) ?? request);
    else
      made.push(
        spoil(request, index, {
          strangerHere: stated(pick(ended[from] ?? [])),
          strangerThere: stated(pick(ended[to] ?? [])),
          neighbour: stated(pick(benefs[from] ?? [])),
        }),
      );
  }
  return made;
}

/** One donor who gives to everybody, a little each: until the cap on beneficiaries says no. */
function aGenerousOne(donors: readonly DemoRow[], benefs: readonly DemoRow[], index: number): object {
  const donor = donors[500] as DemoRow;
  const benef = benefs[600 + index] as DemoRow;
  return { donor: stated(donor), benef: stated(benef), rel_type: '04', limits: [{ lmt_amt: '10.00' }] };
}

/** One request in sixteen asks for what a rule refuses. */
function spoil(
  request: AppRequest,
  index: number,
  others: { strangerHere: object; strangerThere: object; neighbour: object },
): AppRequest {
  if (index % 16 !== 0) return request;
  const spoilt: readonly object[] = [
    { donor: others.strangerHere },
    { benef: others.strangerThere },
    { rel_type: '99' },
    { benef: { ...request.donor, insu_admdvs: request.benef.insu_admdvs } },
    { benef: others.neighbour },
    { commit_no: '' },
    { limits: [{ lmt_amt: '0.01' }] },
    { limits: [{ lmt_amt: '60000.00' }] },
    { limits: [{ lmt_amt: '1.234' }] },
    { limits: Array.from({ length: 20 }, () => ({ lmt_amt: '1.00' })) },
    { limits: Array.from({ length: 4 }, () => ({ lmt_amt: '19000.00' })) },
  ];
  return { ...request, ...spoilt[(index / 16) % spoilt.length] };
}
