import { yuanToFen, type RegistryRow } from '@libs/mutual-aid';
import { Problem } from '../problem/problem';
import { validated } from '../request/validate-body';
import { InsuredPersonDto } from './insured-person.dto';

/** The ledger's command for a registry row; A01 where the body does not fit or states another province. */
export function registration(psnNo: string, body: unknown, province: string, traceparent?: string) {
  const dto = validated(InsuredPersonDto, body);
  if (dto.insu_admdvs.slice(0, 2) !== province.slice(0, 2)) {
    const ours = `${province.slice(0, 2)} 开头`;
    throw Problem.field('insu_admdvs', `不属于本省，应为本省（${ours}）的统筹区代码`);
  }
  const row: RegistryRow = {
    psnNo,
    name: dto.psn_name,
    certType: dto.psn_cert_type,
    certNo: dto.certno,
    insuAdmdvs: dto.insu_admdvs,
    enrolments: dto.enrolments.map(({ insutype, state }) => ({ insutype, state })),
  };
  const opening = dto.balance === undefined ? undefined : yuanToFen(dto.balance);
  return { kind: 'register', row, opening, traceparent } as const;
}
