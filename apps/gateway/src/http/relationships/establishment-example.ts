/** A body of POST /relationships. */
export const ESTABLISHMENT_EXAMPLE = {
  mother: {
    summary: '女儿（本省）为母亲（外省）设置两个额度',
    value: {
      request_id: 'REQ-20261124-000001',
      donor: {
        psn_no: '44000000000001',
        psn_name: '张三',
        psn_cert_type: '01',
        certno: '440106199001011234',
        insutype: '310',
        insu_admdvs: '440100',
      },
      benef: {
        psn_no: '51000000000002',
        psn_name: '李四',
        psn_cert_type: '01',
        certno: '510104196001011244',
        insutype: '390',
        insu_admdvs: '510100',
      },
      rel_type: '02',
      commit_no: 'CN-20261124-0001',
      commit_time: '2026-11-24T09:20:00.000+08:00',
      chnl: '3',
      limits: [{ lmt_amt: '1000.00' }, { lmt_amt: '500.00' }],
    },
  },
};
