import { AMOUNT_PATTERN } from '@libs/mutual-aid';

const amount = { type: 'string', pattern: AMOUNT_PATTERN };
const count = { type: 'integer', minimum: 0, maximum: 1_000_000_000 };

const caps = closed({
  settings_per_day: count,
  settings_per_month: count,
  settings_per_year: count,
  amount_min: amount,
  amount_max: amount,
  amount_per_month: amount,
  amount_per_year: amount,
  outstanding_max: amount,
  beneficiaries_max: count,
});

const payers = { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['account', 'wallet'] } };
const walletAlone = { const: ['wallet'] };

// R3: a province may narrow the list for its own donors; it may not widen it.
const kinship = { type: 'array', uniqueItems: true, items: { type: 'string', pattern: '^0[1-9]$' } };

const overridable = { kinship, caps, payment_order: closed({ 1: payers, 2: payers, 3: walletAlone, 4: walletAlone }) };

const policy = closed(
  {
    effective_from: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?(Z|[+-]\\d{2}:\\d{2})$',
    },
    ...overridable,
    pooling_regions: {
      type: 'object',
      propertyNames: { pattern: '^\\d{6}$' },
      additionalProperties: closed(overridable),
    },
  },
  ['effective_from'],
);

/** The shape of config/provinces/<admdvs>.yaml (running-it.md, Policy file). Unknown names are refused. */
export const POLICY_FILE_SCHEMA = closed(
  {
    province: { type: 'string', pattern: '^\\d{2}0000$' },
    name: { type: 'string', minLength: 1 },
    policies: { type: 'array', items: policy },
  },
  ['province', 'name', 'policies'],
);

function closed(properties: Record<string, object>, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The caps as the file and the wire name them. */
export interface CapsInFile {
  settings_per_day?: number;
  settings_per_month?: number;
  settings_per_year?: number;
  amount_min?: string;
  amount_max?: string;
  amount_per_month?: string;
  amount_per_year?: string;
  outstanding_max?: string;
  beneficiaries_max?: number;
}

/** What a pooling region may override. */
export interface OverridableInFile {
  kinship?: string[];
  caps?: CapsInFile;
  payment_order?: Record<string, ('account' | 'wallet')[]>;
}

/** One policy of the file. */
export interface PolicyInFile extends OverridableInFile {
  effective_from: string;
  pooling_regions?: Record<string, OverridableInFile>;
}

/** The whole file. */
export interface PolicyFile {
  province: string;
  name: string;
  policies: PolicyInFile[];
}
