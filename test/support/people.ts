import { newId, timeText } from './platform';
import { request } from './stack';

/** A person as messages state them. */
export interface Stated {
  psn_no: string;
  psn_name: string;
  psn_cert_type: string;
  certno: string;
  insutype: string;
  insu_admdvs: string;
}

/** A stated person nobody has registered. */
export function someone(province: string, insutype = '310'): Stated {
  const psn_no = newId(`P${province}`);
  return {
    psn_no,
    psn_name: '张三',
    psn_cert_type: '01',
    certno: `C${psn_no}`.slice(0, 40),
    insutype,
    insu_admdvs: `${province.slice(0, 2)}0100`,
  };
}

/** Registers a person with an account; `balance` undefined: none. */
export async function register(province: string, person: Stated, balance?: string): Promise<Stated> {
  const { psn_no, insutype, ...row } = person;
  const body = { ...row, enrolments: [{ insutype, state: 'ACTIVE' }], balance };
  const answer = await request(province, 'PUT', `/api/v1/insured-persons/${psn_no}`, { roles: ['core'], body });
  if (answer.status !== 201) throw new Error(`not registered: ${JSON.stringify(answer.body)}`);
  return person;
}

/** A setting of `amount` yuan, now. */
export function limitOf(amount: string, setTime = Date.now()) {
  return { mulaid_lmt_id: newId('L'), lmt_amt: amount, set_time: timeText(setTime) };
}

/** The body of an M101 or M102. */
export function establishment(
  donor: Stated,
  benef: Stated,
  limits: object[] = [limitOf('100.00')],
  change: object = {},
) {
  const now = timeText(Date.now());
  return {
    mulaid_rel_id: newId('R'),
    donor,
    benef,
    rel_type: '02',
    commit_no: 'CN-1',
    commit_time: now,
    chnl: '1',
    estab_time: now,
    limits,
    ...change,
  };
}

/** The figures of a person's account, over REST. */
export async function accountOf(province: string, psnNo: string) {
  const { body } = await request(province, 'GET', `/api/v1/personal-accounts/${psnNo}`, { roles: ['core'] });
  return body as { balance: string; frozen: string; available: string; trail: { items: Record<string, string>[] } };
}
