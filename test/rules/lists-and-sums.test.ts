import 'reflect-metadata';
import type { ProvincePolicies } from '@libs/province-policy';
import { LimitSumsAnswer } from '../../apps/gateway/src/http/audit/audit.answer';
import { AccountAnswer, TrailEntryAnswer } from '../../apps/gateway/src/http/personal-accounts/account.answer';
import { PoliciesController } from '../../apps/gateway/src/http/policies/policies.controller';
import { UsageAnswer } from '../../apps/gateway/src/http/usages/usage.answer';
import { WalletAnswer } from '../../apps/gateway/src/http/wallets/wallet.answer';

const POLICIES = ['2026-01-01', '2026-02-01', '2026-03-01'].map((effective_from) => ({ effective_from }));
const controller = new PoliciesController({ file: { policies: POLICIES } } as unknown as ProvincePolicies, {
  now: () => 0,
});

test.each<Record<string, string>>([{ limit: '0' }, { limit: '1001' }, { limit: '-1' }, { limit: 'x' }, { after: 'x' }])(
  'GET /policies, asked for a page that cannot be: %j is A01',
  (query) => {
    expect(() => controller.policies(query)).toThrow(expect.objectContaining({ code: 'A01' }) as Error);
  },
);

test('GET /policies in pages', () => {
  expect(controller.policies({})).toEqual({ items: POLICIES, next: null });
  expect(controller.policies({ limit: '2' })).toEqual({ items: POLICIES.slice(0, 2), next: 2 });
  expect(controller.policies({ limit: '2', after: '2' })).toEqual({ items: POLICIES.slice(2), next: null });
});

/** The pattern that the OpenAPI document has of a member. */
function patternOf(answer: new () => object, member: string): string {
  const about = Reflect.getMetadata('swagger/apiModelProperties', answer.prototype as object, member) as {
    pattern: string;
  };
  return about.pattern;
}

test.each<[new () => object, string, boolean]>([
  [WalletAnswer, 'balc', true],
  [LimitSumsAnswer, 'lmt_amt', true],
  [AccountAnswer, 'balance', true],
  [AccountAnswer, 'frozen', true],
  [TrailEntryAnswer, 'frozen', true],
  [UsageAnswer, 'pay_amt', false],
])('the document lets a sum have more than thirteen digits, and an amount not: %p.%s', (answer, member, isSum) => {
  const pattern = new RegExp(patternOf(answer, member));
  expect([pattern.test('9999999999999.99'), pattern.test('10000000000000.00')]).toEqual([true, isSum]);
  expect([pattern.test('010.00'), pattern.test('1.0')]).toEqual([false, false]);
});
