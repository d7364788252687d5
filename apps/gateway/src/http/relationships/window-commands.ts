import { yuanToFen, type StatedPerson } from '@libs/mutual-aid';
import { parseTime } from '@libs/national-platform';
import type { UsageIds } from '../../outgoing-records';
import type { KnownRequest } from '../request/known-request';
import { requestHash } from '../request/content-hash';
import { validated } from '../request/validate-body';
import { EstablishmentDto, LimitDto, TerminationDto, type StatedPersonDto } from './relationship.dto';

/** What a window sends, and the request that brings it. */
interface Sent {
  readonly body: unknown;
  readonly request: KnownRequest;
}

/** POST /relationships as a command; A01 where the body does not fit. */
export async function establishCommand({ body, request }: Sent, ids: UsageIds) {
  const dto = validated(EstablishmentDto, body);
  const once = { requestId: dto.request_id, contentHash: requestHash(body) };
  const amounts = dto.limits.map(({ lmt_amt }) => yuanToFen(lmt_amt));
  const asked = {
    donor: statedPersonOf(dto.donor),
    benef: statedPersonOf(dto.benef),
    relType: dto.rel_type,
    commitNo: dto.commit_no,
    commitTime: dto.commit_time === undefined ? undefined : parseTime(dto.commit_time),
    channel: dto.chnl,
    amounts,
  };
  const made = await ids.forRelationship(amounts.length);
  return { kind: 'establish-here', once, asked, ...made, traceparent: request.traceparent } as const;
}

/** POST /relationships/{id}/limits as a command. */
export async function limitCommand(relationshipId: string, { body, request }: Sent, ids: UsageIds) {
  const { request_id: requestId, lmt_amt } = validated(LimitDto, body);
  const once = { requestId, contentHash: requestHash(body, `${relationshipId}/limits\n`) };
  const [amount, made] = [yuanToFen(lmt_amt), await ids.forLimit()];
  return { kind: 'set-limit-here', once, relationshipId, amount, ...made, traceparent: request.traceparent } as const;
}

/** POST /relationships/{id}/termination as a command. */
export async function terminationCommand(relationshipId: string, { body, request }: Sent, ids: UsageIds) {
  const { request_id: requestId, initiator, reason, chnl } = validated(TerminationDto, body);
  const once = { requestId, contentHash: requestHash(body, `${relationshipId}/termination\n`) };
  const { msgid: id } = await ids.next();
  const asked = { id, relationshipId, initiator, reason, channel: chnl };
  return { kind: 'terminate-here', once, request: asked, traceparent: request.traceparent } as const;
}

function statedPersonOf(dto: StatedPersonDto): StatedPerson {
  return {
    psnNo: dto.psn_no,
    name: dto.psn_name,
    certType: dto.psn_cert_type,
    certNo: dto.certno,
    insuType: dto.insutype,
    insuAdmdvs: dto.insu_admdvs,
  };
}
