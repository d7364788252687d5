/** An M101 or M102 as the wire has it. */
export const M101 = {
  mulaid_rel_id: '440000R1',
  donor: {
    psn_no: 'D1',
    psn_name: '张三',
    psn_cert_type: '01',
    certno: '44010119800101001X',
    insutype: '310',
    insu_admdvs: '440100',
  },
  benef: {
    psn_no: 'B1',
    psn_name: '李四',
    psn_cert_type: '01',
    certno: '510101195001010019',
    insutype: '390',
    insu_admdvs: '510100',
  },
  rel_type: '02',
  commit_no: 'CN-1',
  commit_time: '2026-06-10T12:00:00.000+08:00',
  chnl: '1',
  estab_time: '2026-06-10T12:00:00.000+08:00',
  limits: [
    { mulaid_lmt_id: '440000L1', lmt_amt: '100.00', set_time: '2026-06-10T12:00:00.000+08:00' },
    { mulaid_lmt_id: '440000L2', lmt_amt: '0.01', set_time: '2026-06-10T04:00:00.000Z' },
  ],
};

const M201 = { mulaid_rel_id: '440000R1', limit: M101.limits[0] };

/** A right body for every message of this version. */
export const BODIES: Readonly<Record<string, object>> = {
  M101,
  M102: M101,
  M103: { mulaid_rel_id: '440000R1', reason: '被共济地拒绝' },
  M201,
  M202: M201,
  M203: { mulaid_rel_id: '440000R1', mulaid_lmt_id: '440000L1', reason: '撤销' },
};

/** A copy of a body with the field at `path` (`limits[0].lmt_amt`) set to `value`, or taken out where that is undefined. */
export function withField(body: object, path: string, value: unknown): object {
  const copy = structuredClone(body);
  const names = path.split(/[.[\]]+/).filter(Boolean);
  const last = names.pop();
  if (last === undefined) throw new Error('a path has a name');
  const holder = names.reduce<Record<string, unknown>>(
    (inside, name) => inside[name] as Record<string, unknown>,
    copy as Record<string, unknown>,
  );
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** An envelope as the platform writes it (§1). */
export function envelope(infno: string, input: unknown, change: Record<string, unknown> = {}): object {
  return {
    infno,
    msgid: '100000202606101200000000000001',
    infver: '1.0',
    inf_time: '2026-06-10T12:00:00.000+08:00',
    send_admdvs: '100000',
    recv_admdvs: '440000',
    signtype: 'NONE',
    enctype: 'NONE',
    input,
    ...change,
  };
}
