import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditorError } from '../auditor.errors.js';
import type { EntryPlace } from '../audit-events/audit-event-id.js';
import { type StoredEvent, StoredEvents } from '../audit-events/stored-events.js';
import { readCheckpoint } from '../checkpoints/checkpoint.js';
import { SignedLogs } from '../checkpoints/signed-logs.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { provesInclusion } from '../tree/check-proofs.js';
import { inclusionProof } from '../tree/proofs.js';

export interface ProvenEvent extends StoredEvent, EntryPlace {
  readonly checkpoint: string;
  /** From the leaf up. */
  readonly proof: readonly Buffer[];
}

/** Gives whoever an event is of all that proves it to stand in its log, to be checked without us. */
@Injectable()
export class ProveAuditEvent {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storedEvents: StoredEvents,
    private readonly signedLogs: SignedLogs,
  ) {}

  async execute(caller: Caller, place: EntryPlace): Promise<ProvenEvent> {
    const event = await this.storedEvents.find(caller, place);
    const { log, index } = place;
    const { size, note } = await this.signedLogs.find(log);
    if (index >= size) throw new AuditorError('not_yet_signed');
    const proof = await inclusionProof(index, size, new StoredHashes(this.dataSource, log, size).read);
    // A log that is no longer the one that was signed has no proofs, rather than wrong ones.
    const signed = readCheckpoint(note);
    if (!signed || !provesInclusion(event.leafHash, index, signed, proof)) throw new TreeBrokenError(`entry ${index} of ${log} does not stand in the tree that was signed`);
    return { ...event, log, index, checkpoint: note, proof };
  }
}
