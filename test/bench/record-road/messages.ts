import type { Kafka, Message } from 'kafkajs';
import { formatTime, PLATFORM, topicNames, writeEnvelope } from '@libs/national-platform';

/** The province of the benchmark. */
export const PROVINCE = '440000';
/** Donors, each with an account that is never empty. */
export const DONORS = 20_000;

const AT = Date.now();
/** Of each limit of an establishment. */
const AMOUNT = '12.34';
let serial = 0;

/** A message as it lies in its topic. */
export interface Filled extends Message {
  readonly topic: string;
}

/** The number of the nth donor. */
export function donorNo(index: number): string {
  return `${PROVINCE}${String(index).padStart(10, '0')}`;
}

/** An M101 with two limits, of donors in turn and beneficiaries that nobody else has. */
export function establishment(index: number, change: object = {}): Filled {
  const time = formatTime(AT);
  const person = (psn_no: string, insu_admdvs: string) => ({
    psn_no,
    psn_name: '王小明',
    psn_cert_type: '01',
    certno: `C${psn_no}`,
    insutype: '310',
    insu_admdvs,
  });
  const limit = (mulaid_lmt_id: string) => ({ mulaid_lmt_id, lmt_amt: AMOUNT, set_time: time });
  return message('M101', {
    mulaid_rel_id: relationshipId(index),
    donor: person(donorNo(index % DONORS), '440100'),
    benef: person(`510000${String(index).padStart(10, '0')}`, '510100'),
    rel_type: '02',
    commit_no: `CN${index}`,
    commit_time: time,
    chnl: '1',
    estab_time: time,
    limits: limitIds(index).map(limit),
    ...change,
  });
}

/** An M201 for the relationship of that index. */
function furtherLimit(index: number): Filled {
  const mulaid_lmt_id = `100000L${String(index).padStart(10, '0')}z`;
  const limit = { mulaid_lmt_id, lmt_amt: '1.00', set_time: formatTime(AT) };
  return message('M201', { mulaid_rel_id: relationshipId(index), limit });
}

/** The M301 for the relationship of that index, with the figures that the province has: nothing was used. */
export function reconciliation(index: number): Filled {
  const limits = limitIds(index).map((mulaid_lmt_id) => {
    return { mulaid_lmt_id, lmt_amt: AMOUNT, used_amt: '0.00', used_cnt: 0 };
  });
  return message('M301', { mulaid_rel_id: relationshipId(index), initiator: 'donor', reason: '自愿终止', limits });
}

/** The M302 that goes with it. */
export function closing(index: number): Filled {
  const limits = limitIds(index).map((mulaid_lmt_id) => {
    return { mulaid_lmt_id, lmt_amt: AMOUNT, used_amt: '0.00', ret_amt: AMOUNT };
  });
  return message('M302', { mulaid_rel_id: relationshipId(index), term_time: formatTime(AT), limits });
}

function limitIds(index: number): string[] {
  return ['a', 'b'].map((which) => `100000L${String(index).padStart(10, '0')}${which}`);
}

function relationshipId(index: number): string {
  return `100000R${String(index).padStart(12, '0')}`;
}

function message(infno: string, body: object): Filled {
  const msgid = `${PLATFORM}20261124000000${String(++serial).padStart(10, '0')}`;
  const { down_relation, down_limit, down_terminate } = topicNames(PROVINCE);
  const record = writeEnvelope({ infno, msgid, from: PLATFORM, to: PROVINCE, body, at: AT });
  const topic = { M1: down_relation, M2: down_limit, M3: down_terminate }[infno.slice(0, 2)] ?? '';
  return { ...record, topic };
}

/**
 * A mix: of a hundred messages 70 are accepted M101, 8 are refused for various reasons, 8 repeat an earlier message,
 * 7 are a limit that comes after its relationship, and 7 one that comes long before it.
 */
export function makeMix(count: number): Filled[] {
  const mix: Filled[] = [];
  const refusals = [
    { rel_type: '88' },
    { commit_no: '' },
    { chnl: '9' },
    { limits: [{ mulaid_lmt_id: 'x', lmt_amt: '999999999.00', set_time: formatTime(AT) }] },
  ];
  for (let index = 1_000_000; mix.length < count; index++) {
    const place = index % 100;
    if (place < 70) mix.push(establishment(index));
    else if (place < 78) mix.push(establishment(index, refusals[place % refusals.length]));
    else if (place < 86) mix.push(mix[mix.length - 400 + place] ?? establishment(index));
    else if (place < 93) mix.push(furtherLimit(index - (place - 10)));
    else if (mix.length < count - 3000) mix.push(furtherLimit(index + 2000 - place));
    else mix.push(furtherLimit(index - (place - 20)));
  }
  return mix;
}

/** Fills the topics, in order. */
export async function fill(kafka: Kafka, messages: readonly Filled[]): Promise<void> {
  // Idempotent: a send tried again under load must not lie in the topic twice.
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let from = 0; from < messages.length; from += 500) {
    const part = messages.slice(from, from + 500);
    const topicMessages = [...new Set(part.map((each) => each.topic))].map((topic) => ({
      topic,
      messages: part.filter((each) => each.topic === topic),
    }));
    await producer.sendBatch({ topicMessages, acks: -1 });
  }
  await producer.disconnect();
}
