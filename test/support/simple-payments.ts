import type { Policy, UsageRequest } from '@libs/mutual-aid';
import type { ModelLimit } from './model-rows';
import type { SimpleModel } from './simple-model';

interface ModelPayment {
  readonly content: string;
  readonly psnNo: string;
  readonly account: bigint;
  readonly drawn: readonly (readonly [limit: ModelLimit, amount: bigint])[];
  /** As the caller was told. */
  readonly told: string;
  reversed: boolean;
}

/** R16–R22 on the simple model's people and limits; tells what a caller is told, as text. */
export class SimplePayments {
  private readonly paid = new Map<string, ModelPayment>();

  constructor(
    private readonly model: SimpleModel,
    private readonly policyAt: (time: number, region: string) => Pick<Policy, 'paymentOrder'>,
  ) {}

  pay(request: UsageRequest, content: string, now: number): string {
    const { psnNo, scene, payAmount, useTime, settlementId } = request;
    const known = this.paid.get(settlementId);
    if (known?.content === content) return `repeated: ${known.told}`;
    if (useTime > now + 5 * 60_000) return 'A01';
    const person = this.model.persons.find((each) => each.psnNo === psnNo);
    if (person === undefined) return 'A05';
    if (known) return 'A04';
    const isPremium = scene === '3' || scene === '4';
    const payers = isPremium ? (['wallet'] as const) : this.policyAt(useTime, person.region).paymentOrder[scene];
    let due: bigint = payAmount;
    let account = 0n;
    const drawn: [ModelLimit, bigint][] = [];
    for (const payer of payers) {
      if (payer === 'account') {
        account = least(due, (person.balance ?? 0n) - this.model.frozen(psnNo));
        due -= account;
        continue;
      }
      for (const limit of this.wallet(psnNo)) {
        const part = least(due, limit.amount - limit.used);
        if (part > 0n) drawn.push([limit, part]);
        due -= part;
      }
    }
    if (isPremium && due > 0n) return 'A10';
    for (const [limit, part] of drawn) {
      limit.used += part;
      limit.rows++;
    }
    if (person.balance !== undefined) person.balance -= account;
    const lines = drawn.map(([{ id }, part]) => `${id}:${part}`).join(' ');
    const told = `account ${account}, cash ${due}, wallet ${lines}`;
    this.paid.set(settlementId, { content, psnNo, account, drawn, told, reversed: false });
    return `paid: ${told}`;
  }

  reverse(settlementId: string): string {
    const payment = this.paid.get(settlementId);
    if (payment === undefined) return 'A05';
    if (payment.reversed) return `reversed before: ${payment.told}`;
    payment.reversed = true;
    for (const [limit, part] of payment.drawn) {
      limit.used -= part;
      limit.rows++;
    }
    const person = this.model.persons.find((each) => each.psnNo === payment.psnNo);
    if (person?.balance !== undefined) person.balance += payment.account;
    return `reversed: ${payment.told}`;
  }

  /** Whose payment it is, as the gateway looks it up before a reversal. */
  payerOf(settlementId: string): string | undefined {
    return this.paid.get(settlementId)?.psnNo;
  }

  private wallet(psnNo: string): ModelLimit[] {
    const effective = this.model.relationships.filter(
      (each) => each.role === 'benef' && each.benef === psnNo && each.state === 'EFFECTIVE',
    );
    return this.model.limits
      .filter((limit) => limit.state === 'EFFECTIVE' && effective.some(({ id }) => id === limit.relationship))
      .sort((a, b) => a.setTime - b.setTime || (a.id < b.id ? -1 : 1));
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
