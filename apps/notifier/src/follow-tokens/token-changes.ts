import type { TokenState } from '@latchkey/contracts';
import type { ReceivedRecord } from '@latchkey/kafka';

/** What a batch of token-state says, in the order in which it is to be applied: first who is buried, then the states. */
export interface TokenChanges {
  readonly buried: ReadonlySet<string>;
  /** By token, in the order of the log. */
  readonly states: ReadonlyMap<string, readonly TokenState[]>;
  /** Of the last heartbeat. */
  readonly asOf: string | undefined;
  readonly unreadable: number;
}

export function tokenChanges(records: readonly ReceivedRecord<'token-state'>[]): TokenChanges {
  const buried = new Set<string>();
  const states = new Map<string, TokenState[]>();
  let asOf: string | undefined;
  let unreadable = 0;
  for (const { decoded, raw } of records) {
    if (decoded.kind === 'unreadable') unreadable++;
    else if (decoded.kind === 'tombstone') bury(raw.key);
    else if (decoded.event.type === 'token.heartbeat.v1') asOf = decoded.event.data.as_of;
    else states.set(decoded.event.data.id, [...(states.get(decoded.event.data.id) ?? []), decoded.event.data]);
  }
  return { buried, states, asOf, unreadable };

  function bury(tokenId: string | null): void {
    if (tokenId === null) return;
    buried.add(tokenId);
    states.delete(tokenId);
  }
}
