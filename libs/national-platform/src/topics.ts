/** The topics of §2, by the part of their default name that follows `mulaid.`. */
export const TOPIC_KINDS = [
  'down_relation',
  'down_limit',
  'down_terminate',
  'down_notice',
  'down_ack',
  'up_ack',
  'up_relation',
  'up_limit',
  'up_usage',
  'up_terminate',
  'up_recon',
] as const;

/** A topic by what it carries. */
export type TopicKind = (typeof TOPIC_KINDS)[number];

/** The name of each topic for a province. */
export type TopicNames = Readonly<Record<TopicKind, string>>;

/** The topics' names: §2's defaults, or those that the settings give. */
export function topicNames(province: string, overrides: Partial<Record<TopicKind, string>> = {}): TopicNames {
  const entries = TOPIC_KINDS.map((kind) => {
    const standard = `mulaid.${kind.replace('_', '.')}${kind.startsWith('down') ? `.${province}` : ''}`;
    return [kind, overrides[kind] || standard];
  });
  return Object.fromEntries(entries) as TopicNames;
}

/** The five topics that come down to a province. */
export function downTopics(names: TopicNames): string[] {
  return TOPIC_KINDS.filter((kind) => kind.startsWith('down')).map((kind) => names[kind]);
}
