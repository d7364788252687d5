const when = { use_time: '2026-11-24T09:30:00.000+08:00' };
const hospital = {
  psn_no: '44000000000003',
  scene: '1',
  med_type: '11',
  fixmedins_code: 'H44010000001',
  pay_amt: '128.50',
  ...when,
};
const premium = { psn_no: '44000000000003', scene: '3', pay_amt: '380.00', ...when };

const examples = (first: object, second: object) => ({
  outpatient: { summary: '场景 1：医疗机构自付费用', value: { ...first, ...hospital } },
  premium: { summary: '场景 3：城乡居民医保缴费，全额由钱包支付', value: { ...second, ...premium } },
});

/** Bodies of POST /usages. */
export const PAYMENT_EXAMPLES = examples({ setl_id: 'SETL-20261124-000001' }, { setl_id: 'SETL-20261124-000002' });

/** Bodies of POST /usage-quotes, which need no settlement id. */
export const QUOTE_EXAMPLES = examples({}, {});
