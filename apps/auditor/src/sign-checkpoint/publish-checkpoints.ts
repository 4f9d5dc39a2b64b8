import { auditCheckpointSigned, encodeEvent, type OutgoingRecord } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { readCheckpoint } from '../checkpoints/checkpoint.js';

const maxCheckpoints = 500;

interface Unpublished {
  readonly log: string;
  readonly size: string;
  readonly note: string;
  readonly signedAt: Date;
}

/** Sends checkpoints to their topic, those of a log in the order of their sizes. One instance at a time does; where it ends before it has noted that, the next sends them again. */
@Injectable()
export class PublishCheckpoints {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(EventProducer) private readonly producer: Pick<EventProducer, 'send'>,
  ) {}

  /** Answers whether there may be more. */
  async execute(now: Date): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [lock]: { mine: boolean }[] = await manager.query(`select pg_try_advisory_xact_lock(hashtextextended('latchkey.auditor.checkpoints', 0)) as mine`);
      if (!lock?.mine) return false;
      const rows: Unpublished[] = await manager.query(
        `select log, size, note, signed_at as "signedAt" from auditor.checkpoints where published_at is null order by log, size limit ${maxCheckpoints}`,
      );
      await this.producer.send(rows.map(published));
      await manager.query(
        'update auditor.checkpoints set published_at = $3 from unnest($1::text[], $2::bigint[]) as sent(log, size) where sent.log = checkpoints.log and sent.size = checkpoints.size',
        [rows.map(({ log }) => log), rows.map(({ size }) => size), now],
      );
      return rows.length === maxCheckpoints;
    });
  }
}

/** As it was signed; whoever reads it checks that. */
function published({ log, size, note, signedAt }: Unpublished): OutgoingRecord {
  const head = readCheckpoint(note);
  if (!head) throw new Error(`what is stored for ${log} at ${size} is no checkpoint`);
  const data = { log, size: head.size, root_hash: head.root.toString('hex'), checkpoint: note };
  return encodeEvent(auditCheckpointSigned, { id: `${log}/${size}`, source: 'auditor', time: signedAt.toISOString(), data });
}
