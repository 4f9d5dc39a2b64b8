import type { AuditedRecord } from '../ingest-batch/audited.js';
import { unreadableAction } from '../ingest-batch/describe-record.js';
import { fingerprint } from '../ingest-batch/fingerprint.js';
import type { AuditRecord } from '../logs/audit-record.js';
import { erasedAction } from '../logs/erased-entries.js';
import type { LastRecord, Log } from '../logs/logs.js';
import { LogNotRecoverableError } from './log-not-recoverable.error.js';

/** A record of the input, in what it takes to know it again. */
export interface InputRecord extends LastRecord {
  /** Of an event that could be read. */
  readonly event: { readonly id: string; readonly source: string } | undefined;
}

export function inputRecord(record: AuditedRecord): InputRecord {
  const { offset, decoded } = record;
  return { offset, fingerprint: fingerprint(record), event: decoded.kind === 'event' ? { id: decoded.event.id, source: decoded.event.source } : undefined };
}

/** How far a log accounts for its input. */
export type Account = Pick<Log, 'nextOffset' | 'last'>;

/** How far it does after each of these entries, which follow one another, by the records of which they were made. Throws a LogNotRecoverableError where they are not those. */
export function matchInput(log: string, from: Account, entries: readonly AuditRecord[], input: readonly InputRecord[]): Account[] {
  let account = from;
  const rest = input.filter(({ offset }) => offset >= from.nextOffset).values();
  return entries.map((entry) => {
    account = ofInput(entry) ? after(log, entry, rest.next().value) : ofItself(account, entry);
    return account;
  });
}

const gapAction = 'log.gap';

function ofInput({ action }: AuditRecord): boolean {
  return action !== erasedAction && action !== gapAction;
}

function ofItself(account: Account, { action, details }: AuditRecord): Account {
  return action === gapAction ? { ...account, nextOffset: BigInt(details['to_offset'] as number) } : account;
}

function after(log: string, entry: AuditRecord, record: InputRecord | undefined): Account {
  if (!record) throw new LogNotRecoverableError(log, `Kafka has no longer what entry ${entry.index} was made of`);
  if (!isMadeOf(entry, record)) throw new LogNotRecoverableError(log, `entry ${entry.index} was not made of what stands at offset ${record.offset}`);
  return { nextOffset: record.offset + 1n, last: { offset: record.offset, fingerprint: record.fingerprint } };
}

function isMadeOf({ action, event_id: id, event_source: source, details }: AuditRecord, { offset, event }: InputRecord): boolean {
  // What could be read may all the same not have been recordable.
  if (action === unreadableAction) return details['offset'] === Number(offset);
  return event?.id === id && event?.source === source;
}
