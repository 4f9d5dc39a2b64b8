/** What kafkajs calls otherwise than an operator would look for it: it keeps to itself what the broker answered, or is not told. */
const clearer: readonly (readonly [name: string, reason: string])[] = [
  ['KafkaJSGroupCoordinatorNotFound', 'no broker names a coordinator: it is not ready yet, or this user has no right to the group or transactional id'],
  ['KafkaJSConnectionClosedError', 'the broker closed the connection: it is going down, or wants a log-in (KAFKA_SASL_USERNAME)'],
];

/** What went wrong with Kafka, for a log. */
export function reasonOf(error: unknown): string {
  const names = namesIn(error);
  const [, reason] = clearer.find(([name]) => names.includes(name)) ?? [];
  return reason === undefined ? String(error) : `${String(error)}: ${reason}`;
}

function namesIn(error: unknown): string[] {
  return error instanceof Error ? [error.name, ...namesIn(error.cause)] : [];
}
