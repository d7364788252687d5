import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_KINSHIP, yuanToFen, type Caps, type Fen, type Payer, type Policy, type Scene } from '@libs/mutual-aid';
import type { CapsInFile, OverridableInFile, PolicyFile, PolicyInFile } from './policy-file-schema';
import { PolicyFileError, readPolicyFile } from './read-policy-file';

const ACCOUNT_FIRST: readonly Payer[] = ['account', 'wallet'];
const WALLET_ALONE: readonly Payer[] = ['wallet'];

/** One policy with the texts it was made from, for showing it. */
interface DatedPolicy {
  readonly from: number;
  readonly inFile: PolicyInFile;
  readonly forAll: Policy;
  readonly byRegion: ReadonlyMap<string, Policy>;
}

const NONE_YET = policyOf([], undefined);

/** A province's policies, effective-dated, with the overrides of its pooling regions (R11, R17). */
export class ProvincePolicies {
  private readonly dated: readonly DatedPolicy[];

  constructor(readonly file: PolicyFile) {
    this.dated = file.policies
      .map((inFile) => ({
        from: Date.parse(inFile.effective_from),
        inFile,
        forAll: policyOf([inFile], Date.parse(inFile.effective_from)),
        byRegion: new Map(
          Object.entries(inFile.pooling_regions ?? {}).map(([region, override]) => [
            region,
            policyOf([inFile, override], Date.parse(inFile.effective_from)),
          ]),
        ),
      }))
      .sort((a, b) => b.from - a.from);
  }

  /** The last policy whose effective_from is not after `at` (ms UTC); where none is: no caps, all kinship. */
  readonly inForce = (at: number, poolingRegion: string): Policy => {
    for (const each of this.dated) if (each.from <= at) return each.byRegion.get(poolingRegion) ?? each.forAll;
    return NONE_YET;
  };

  /** The policy in force as the wire shows it (GET /policies/effective), overrides applied. */
  effectiveOnWire(at: number, poolingRegion: string): object {
    const dated = this.dated.find((each) => each.from <= at);
    const override = dated?.inFile.pooling_regions?.[poolingRegion];
    const policy = this.inForce(at, poolingRegion);
    return {
      effective_from: dated?.inFile.effective_from ?? null,
      kinship: [...policy.kinship],
      caps: { ...dated?.inFile.caps, ...override?.caps },
      payment_order: policy.paymentOrder,
    };
  }
}

function policyOf(layers: readonly OverridableInFile[], effectiveFrom: number | undefined): Policy {
  const merged: OverridableInFile = Object.assign({}, ...layers) as OverridableInFile;
  const caps = Object.assign({}, ...layers.map((layer) => layer.caps)) as CapsInFile;
  const order = Object.assign({}, ...layers.map((layer) => layer.payment_order)) as Record<string, Payer[]>;
  const paymentOrder: Record<Scene, readonly Payer[]> = {
    1: order['1'] ?? ACCOUNT_FIRST,
    2: order['2'] ?? ACCOUNT_FIRST,
    3: WALLET_ALONE,
    4: WALLET_ALONE,
  };
  const kinship = merged.kinship ? new Set(merged.kinship) : ALL_KINSHIP;
  return { ...(effectiveFrom === undefined ? {} : { effectiveFrom }), kinship, caps: capsOf(caps), paymentOrder };
}

function capsOf(file: CapsInFile): Caps {
  const amount = (text: string | undefined): Fen | undefined => (text === undefined ? undefined : yuanToFen(text));
  return {
    settingsPerDay: file.settings_per_day,
    settingsPerMonth: file.settings_per_month,
    settingsPerYear: file.settings_per_year,
    amountMin: amount(file.amount_min),
    amountMax: amount(file.amount_max),
    amountPerMonth: amount(file.amount_per_month),
    amountPerYear: amount(file.amount_per_year),
    outstandingMax: amount(file.outstanding_max),
    beneficiariesMax: file.beneficiaries_max,
  };
}

/** Reads every policy file of a folder and gives the province's own. Throws PolicyFileError where one does not fit. */
export function loadProvincePolicies(dir: string, province: string): ProvincePolicies {
  if (!existsSync(dir)) throw new PolicyFileError(`${dir}: this folder of policy files does not exist`);
  const names = readdirSync(dir).filter((name) => /^\d{6}\.yaml$/.test(name));
  const files = names.map((name) => readPolicyFile(join(dir, name)));
  const own = files.find((file) => file.province === province);
  if (own === undefined) {
    throw new PolicyFileError(
      `${dir}: there is no ${province}.yaml, and a gateway without its province's policies does not start`,
    );
  }
  return new ProvincePolicies(own);
}
