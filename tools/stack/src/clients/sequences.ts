import type { KafkaClient } from '@latchkey/kafka';
import { readTopic } from './read-topic.js';

/** By token, the sequences of its records on a topic, in the order of the log. */
export type Sequences = Map<string, number[]>;

export async function sequencesOfStates(client: KafkaClient, options: { uncommitted?: boolean } = {}): Promise<Sequences> {
  const found: Sequences = new Map();
  for (const { decoded } of await readTopic(client, 'token-state', options)) {
    if (decoded.kind === 'event' && decoded.event.type === 'token.state.v1') add(found, decoded.event.data.id, decoded.event.data.sequence);
  }
  return found;
}

/** Of the facts that come with a change of the token. */
export async function sequencesOfEvents(client: KafkaClient): Promise<Sequences> {
  const found: Sequences = new Map();
  for (const { decoded } of await readTopic(client, 'token-events')) {
    if (decoded.kind !== 'event') throw new Error(`a record of token-events is ${decoded.kind}`);
    const { data } = decoded.event;
    if ('token_id' in data && 'sequence' in data) add(found, data.token_id, data.sequence);
  }
  return found;
}

/** Without the repeats of what was sent before. */
export function firstOfEach(sequences: readonly number[] = []): number[] {
  return [...new Set(sequences)];
}

function add(found: Sequences, id: string, sequence: number): void {
  const earlier = found.get(id);
  if (earlier) earlier.push(sequence);
  else found.set(id, [sequence]);
}
