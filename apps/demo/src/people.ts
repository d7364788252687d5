/** A made-up person of the demo. */
export interface DemoPerson {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly insutype: string;
  readonly insu_admdvs: string;
}

/** A registry line of the demo. */
export interface DemoRow extends Omit<DemoPerson, 'insutype'> {
  readonly enrolments: readonly { insutype: string; state: 'ACTIVE' | 'ENDED' }[];
  readonly balance?: string;
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'];
const GIVEN = ['伟', '芳', '娜', '敏', '静', '强', '磊', '洋', '艳', '勇'];
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  '440000': ['440100', '440300', '440600'],
  '510000': ['510100', '510700', '511100'],
};

/** Makes a province's people: half employees with an account, four in ten residents, one in ten whose insurance ended. */
export function makePeople(province: string, count: number, random: () => number): DemoRow[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, index): DemoRow => {
    const number = String(index).padStart(8, '0');
    const kind = index % 10;
    const insutype = kind < 5 || kind === 9 ? '310' : '390';
    const state = kind === 9 ? 'ENDED' : 'ACTIVE';
    return {
      psn_no: `${province}${number}`,
      psn_name: pick(FAMILY) + pick(GIVEN) + pick(GIVEN),
      psn_cert_type: '01',
      certno: `${province}1980${number}X`,
      insu_admdvs: pick(REGIONS[province] ?? [`${province.slice(0, 2)}0100`]),
      enrolments: [{ insutype, state }],
      ...(insutype === '310'
        ? { balance: `${500 + Math.floor(random() * 20_000)}.${String(Math.floor(random() * 100)).padStart(2, '0')}` }
        : {}),
    };
  });
}

/** A person as a message states them. */
export function stated(row: DemoRow): DemoPerson {
  const { psn_no, psn_name, psn_cert_type, certno, insu_admdvs, enrolments } = row;
  return { psn_no, psn_name, psn_cert_type, certno, insu_admdvs, insutype: enrolments[0]?.insutype ?? '310' };
}
