import type { KafkaAddress } from '@libs/messaging';
import { TOPIC_KINDS, topicNames } from '@libs/national-platform';
import type { Settings } from '@libs/operations';

/** Where Kafka is, by the settings; `log` hears what its client has to say by itself. */
export function kafkaAddress(settings: Settings, log: KafkaAddress['log']): KafkaAddress {
  return { clientId: `mutual-aid.${settings.province}`, brokers: settings['kafka.brokers'].split(','), log };
}

/** The province's topics, by the settings. */
export function provinceTopics(settings: Settings) {
  const overrides = Object.fromEntries(TOPIC_KINDS.map((kind) => [kind, settings[`topics.${kind}`]]));
  return topicNames(settings.province, overrides);
}
