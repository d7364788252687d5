import { ModelGateway } from './model-gateway';
import { peopleOf, policyAt, PROVINCES, registryRow } from './model-people';
import { ModelPlatform } from './model-platform';
import { ModelRequests } from './model-requests';
import { WindowRequests } from './window-requests';
import { Network } from './network';
import type { PlatformRelationship } from './platform-relationship';
import { NOON } from '../pure-people';

/** Two provinces, the platform between them, and the network. */
export class ModelWorld {
  readonly clock = { now: NOON };
  readonly network = new Network();
  readonly platform = new ModelPlatform(this.network, this.clock);
  readonly gateways: readonly ModelGateway[];
  readonly requests: ReadonlyMap<ModelGateway, ModelRequests>;
  readonly windows: ReadonlyMap<ModelGateway, WindowRequests>;
  private serial = 0;

  constructor() {
    this.gateways = PROVINCES.map((code) => new ModelGateway(code, this.network, this.clock, policyAt));
    for (const gateway of this.gateways)
      for (const person of peopleOf(gateway.code)) gateway.enrol(registryRow(person));
    this.requests = new Map(this.gateways.map((gateway) => [gateway, new ModelRequests(gateway, this.clock)]));
    this.windows = new Map(this.gateways.map((gateway) => [gateway, new WindowRequests(gateway, this.clock)]));
  }

  /** An id that begins with a province's code. */
  newId(province: string, kind: 'R' | 'L'): string {
    return `${province}${kind}${++this.serial}`;
  }

  /** The platform's relationships in some of these states. */
  held(...states: readonly PlatformRelationship['state'][]): PlatformRelationship[] {
    return [...this.platform.relationships.values()].filter(({ state }) => states.includes(state));
  }
}
