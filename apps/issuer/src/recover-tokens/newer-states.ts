import type { TokenState } from '@latchkey/contracts';
import type { Batch, ReceivedRecord } from '@latchkey/kafka';

/** What token-state, as far as it was read, knows and the database does not: it went back, as by an old backup. */
export class NewerStates {
  /** By token, where its sequence is beyond that of the database, or the database has no such token. */
  readonly states = new Map<string, TokenState>();
  /** Tokens that readers were told to forget, and that the database takes for live. */
  readonly buried = new Set<string>();

  /** `known`: the sequence of each token that the database has not buried; of one that it has, `buried`. */
  constructor(private readonly known: ReadonlyMap<string, number | 'buried'>) {}

  take({ records }: Batch<'token-state'>): void {
    for (const record of records) this.takeRecord(record);
  }

  private takeRecord({ raw, decoded }: ReceivedRecord<'token-state'>): void {
    if (decoded.kind === 'tombstone') this.bury(raw.key ?? '');
    else if (decoded.kind === 'event' && decoded.event.type === 'token.state.v1') this.takeState(decoded.event.data);
  }

  /** The highest sequence counts, wherever it stands: an issuer that began to send before its database was recovered has put earlier states last. */
  private takeState(state: TokenState): void {
    const known = this.known.get(state.id) ?? 0;
    if (known === 'buried' || state.sequence <= Math.max(known, this.states.get(state.id)?.sequence ?? 0)) return;
    this.states.set(state.id, state);
    this.buried.delete(state.id);
  }

  private bury(id: string): void {
    this.states.delete(id);
    if (typeof this.known.get(id) === 'number') this.buried.add(id);
  }
}
