import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { applyTopics, deleteTopics, KafkaClient } from '@latchkey/kafka';
import { type Children, startService } from '@latchkey/stack';
import { Client } from 'pg';

/** A service that has just begun is several times slower than one whose code has been compiled. */
const warmUpMs = 4_000;
const lookEveryMs = 250;

export interface Announcing {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly instances: number;
  readonly seconds: number;
}

/** How many notices a second so many notifiers, each a process of its own, bring onto Kafka: claimed, committed, sent by the relay, and read again by those who route them. */
export async function announcedRate(announcing: Announcing, children: Children): Promise<number> {
  const { databaseUrl, brokers, instances, seconds } = announcing;
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'latchkey-bench', topicPrefix: prefix });
  await applyTopics(client);
  const progress = await Progress.held(databaseUrl);
  try {
    const env = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
    const notifiers = await Promise.all(Array.from({ length: instances }, () => startService('notifier', env, { children })));
    try {
      await Promise.all(notifiers.map((notifier) => notifier.ready()));
      await progress.letGo();
      await pause(warmUpMs);
      return await progress.rate(seconds);
    } finally {
      await Promise.all(notifiers.map((notifier) => notifier.stop()));
    }
  } finally {
    await progress.end();
    await deleteTopics(client);
  }
}

interface Mark {
  readonly at: Date;
  readonly sent: number;
}

/** How far the notifiers of a database have come. */
class Progress {
  private constructor(private readonly client: Client) {}

  /** Whoever has claimed something waits with it until all are let go. */
  static async held(databaseUrl: string): Promise<Progress> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query('lock table notifier.announcements in exclusive mode');
    return new Progress(client);
  }

  async letGo(): Promise<void> {
    await this.client.query('commit');
  }

  /** Over so long, or until nothing is left to announce. */
  async rate(seconds: number): Promise<number> {
    const deadline = performance.now() + seconds * 1_000;
    const from = await this.mark();
    while (performance.now() < deadline && !(await this.isDone())) await pause(Math.min(lookEveryMs, Math.max(0, deadline - performance.now())));
    const to = await this.mark();
    if (to.sent === from.sent) throw new Error('nothing was left to announce when it was to be measured: there have to be more notices');
    return ((to.sent - from.sent) / (to.at.getTime() - from.at.getTime())) * 1_000;
  }

  async end(): Promise<void> {
    await this.client.end();
  }

  /** What was settled and does not wait in the outbox. */
  private async mark(): Promise<Mark> {
    const { rows } = await this.client.query<{ at: Date; sent: string }>(
      `select clock_timestamp() as at, (select count(*) from notifier.announcements where outcome = 'announced') - (select count(*) from notifier.outbox) as sent`,
    );
    const [row] = rows;
    return { at: row?.at ?? new Date(), sent: Number(row?.sent) };
  }

  private async isDone(): Promise<boolean> {
    return this.holds('not exists (select from notifier.notices where due_at <= now()) and not exists (select from notifier.outbox)');
  }

  private async holds(condition: string): Promise<boolean> {
    const { rows } = await this.client.query<{ holds: boolean }>(`select ${condition} as holds`);
    return rows[0]?.holds ?? false;
  }
}
