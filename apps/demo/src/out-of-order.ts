import type { DemoRow } from './people';
import { stated } from './people';

/** Sends one message as it is and gives the code it is answered with. */
export type Ask = (message: { province: string; infno: string; input: object; envelope?: object }) => Promise<string>;

/**
 * What a well-behaved platform would not send: early arrivals, other content under a known msgid, another province's
 * mail, what nobody ever establishes. Gives each with its code, and what the code should be.
 */
export async function sendOutOfOrder(
  ask: Ask,
  donor: DemoRow,
  benef: DemoRow,
): Promise<{ what: string; code: string; expected: string }[]> {
  const province = '440000';
  const now = new Date().toISOString();
  const mulaid_rel_id = '100000-demo-early';
  const limit = (id: string) => ({ mulaid_lmt_id: `100000-demo-${id}`, lmt_amt: '1.00', set_time: now });
  const early = ask({ province, infno: 'M201', input: { mulaid_rel_id, limit: limit('late') } });
  const nowhere = ask({ province, infno: 'M103', input: { mulaid_rel_id: '100000-demo-nowhere', reason: '演示' } });
  const input = {
    mulaid_rel_id,
    donor: stated(donor),
    benef: stated(benef),
    rel_type: '02',
    commit_no: 'CN',
    commit_time: now,
    chnl: '1',
    estab_time: now,
    limits: [limit('first')],
  };
  const msgid = '1000002026000000000000000001';
  const established = await ask({ province, infno: 'M101', input, envelope: { msgid } });
  const revoke = { province, infno: 'M103', input: { mulaid_rel_id, reason: '演示' } };
  return [
    { what: 'a relationship whose limit had arrived before it', code: established, expected: '0' },
    { what: 'that early limit', code: await early, expected: '0' },
    {
      what: 'other content under the same msgid',
      code: await ask({ province, infno: 'M101', input: { ...input, rel_type: '01' }, envelope: { msgid } }),
      expected: 'E04',
    },
    {
      what: 'mail for another province',
      code: await ask({ ...revoke, envelope: { recv_admdvs: '510000' } }),
      expected: 'E03',
    },
    {
      what: 'an encrypted body without a key',
      code: await ask({ ...revoke, envelope: { enctype: 'SM4', enc_input: 'AAAA' } }),
      expected: 'E02',
    },
    { what: 'taking the relationship back', code: await ask(revoke), expected: '0' },
    { what: 'taking it back once more', code: await ask(revoke), expected: 'E31' },
    { what: 'taking back what never was (after its time of waiting)', code: await nowhere, expected: 'E30' },
  ];
}
