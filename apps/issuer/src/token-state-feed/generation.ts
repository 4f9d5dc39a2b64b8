/** One creation of the token-state topic. Readers who see another one than theirs start anew. */
export interface Generation {
  readonly id: string;
  readonly clusterId: string;
  /** By partition, an offset at which a batch of ours certainly stands. */
  readonly sent: ReadonlyMap<number, bigint>;
  /** The last token that was appended to the outbox again for this generation. */
  readonly republishedTo: string;
  /** Every token not buried stands in the topic. Before that no heartbeat may speak for it. */
  readonly complete: boolean;
}

/** The topic as it is found: the end offset of each partition. */
export interface FoundTopic {
  readonly clusterId: string;
  readonly ends: ReadonlyMap<number, bigint>;
}

/** Whether the topic is the one that `known` was sent to. An empty one never is: whatever it lost or never had is sent again. */
export function isSameTopic(known: Generation, found: FoundTopic): boolean {
  if (known.clusterId !== found.clusterId) return false;
  if ([...found.ends.values()].every((end) => end === 0n)) return false;
  return [...known.sent].every(([partition, offset]) => (found.ends.get(partition) ?? 0n) > offset);
}

/** Whether a send came to stand where an earlier one stands already: the topic was made anew in between. */
export function goesBack(sent: ReadonlyMap<number, bigint>, next: ReadonlyMap<number, bigint>): boolean {
  return [...next].some(([partition, offset]) => offset <= (sent.get(partition) ?? -1n));
}

export function newGeneration(id: string, clusterId: string, sent: ReadonlyMap<number, bigint> = new Map()): Generation {
  return { id, clusterId, sent, republishedTo: '', complete: false };
}
