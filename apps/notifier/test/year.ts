import { expect } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import fc from 'fast-check';
import { beatRecord, day } from './schedule.js';
import type { Schedule } from './schedule.js';
import { coursesOf, ExpectedNotices, life, recordOf } from './token-life.js';
import type { Course, Entry, Telling } from './token-life.js';

const lastDay = 400;
const partitions = [0, 1, 2];
const minute = 1 / 1440;

/** What happens until one looks again. Most of the time that is nothing; the notifier may also have been away. */
const kinds = ['ordinary', 'ordinary', 'ordinary', 'ordinary', 'read twice', 'two instances', 'killed', 'schedule'] as const;
/** How long it takes, in days: a moment, or a downtime of hours or days. */
const steps = [minute, 1 / 24, 0.5, 1, 1, 1, 2, 5];

interface Told {
  readonly on: number;
}

/** Made into a record when it is read: all at once would be too many. */
interface Written extends Told {
  readonly id: string;
  readonly entry: Entry;
}

/** token-state as it stands in Kafka, of which the notifier reads what it has not read yet. */
class Log {
  private tail: OutgoingRecord[] = [];
  private length = 0;

  constructor(
    private readonly schedule: Schedule,
    private readonly partition: number,
  ) {}

  async read(records: readonly OutgoingRecord[], on: number, again: number): Promise<void> {
    const repeated = this.tail.slice(this.tail.length - Math.min(again, this.tail.length));
    const all = [...repeated, ...records, beatRecord(on, this.partition)];
    await this.schedule.read(on, all, { partition: this.partition, from: BigInt(this.length - repeated.length) });
    this.length += records.length + 1;
    this.tail = all.slice(-5);
  }
}

/** A year of a notifier, against what the rules say. */
export class Year {
  private readonly courses: readonly Course[];
  private readonly expected: readonly ExpectedNotices[];
  /** By partition. */
  private readonly states: readonly (readonly Written[])[];
  private readonly facts: readonly Telling[];
  private readonly uses: readonly Telling[];
  private readonly logs: readonly Log[];
  private readonly customers = [...Array(10).keys()].map(() => mintId());
  private readonly chance: () => number;
  /** How often something was broken off by a killed session. */
  broken = 0;

  constructor(
    private readonly schedule: Schedule,
    tokens: number,
    seed: number,
  ) {
    this.chance = chances(seed);
    this.courses = fc.sample(life, { numRuns: tokens, seed }).flatMap((each, place) => coursesOf(each, this.customers[place % this.customers.length] as string));
    this.expected = this.courses.map((course) => new ExpectedNotices(course));
    this.states = partitions.map((partition) =>
      this.courses.flatMap(({ id, entries }, place) => (place % partitions.length === partition ? entries.map((entry) => ({ on: entry.on, id, entry })) : [])).sort(byTime),
    );
    this.facts = this.courses.flatMap(({ facts }) => facts).sort(byTime);
    this.uses = this.courses.flatMap(({ uses }) => uses).sort(byTime);
    this.logs = partitions.map((partition) => new Log(schedule, partition));
  }

  /** Answers the ids of all that was announced. */
  async live(): Promise<string[]> {
    const all: string[] = [];
    for (let [before, on] = [1, 1 + this.step()]; on < lastDay; [before, on] = [on, on + this.step()]) {
      const kind = this.pick(kinds);
      await this.readAll(before, on, kind);
      if (kind === 'schedule') await this.setSchedule(on);
      const ids = await this.announce(on, kind);
      expect(ids.sort()).toEqual(this.expected.flatMap((each) => each.at(on)).sort());
      all.push(...ids);
    }
    return all;
  }

  private async readAll(before: number, on: number, kind: (typeof kinds)[number]): Promise<void> {
    const between = <T extends Told>(told: readonly T[]): T[] => told.filter((each) => each.on > before && each.on <= on);
    for (const [partition, log] of this.logs.entries()) {
      const states = between(this.states[partition] ?? []).map(({ id, entry }) => recordOf(id, entry));
      const reading = (): Promise<void> => log.read(states, on, kind === 'read twice' ? 5 : 0);
      await (kind === 'killed' ? this.untilDone(reading) : reading());
    }
    await this.schedule.readFacts(between(this.facts).map(({ record }) => record));
    await this.schedule.readUses(on, between(this.uses).map(({ record }) => record));
  }

  private async setSchedule(on: number): Promise<void> {
    const customerId = this.pick(this.customers);
    const days = [8 + Math.floor(this.chance() * 60), 7];
    await this.schedule.set({ customerId }, on, { notify_days: days });
    await this.schedule.replan();
    for (const [place, course] of this.courses.entries()) if (course.customerId === customerId) this.expected[place]?.schedule(days, on);
  }

  private async announce(on: number, kind: (typeof kinds)[number]): Promise<string[]> {
    const look = (): Promise<number> => this.schedule.announcer().execute({ now: day(on), silentPartitions: [] });
    if (kind === 'two instances') await Promise.all([look(), look()]);
    if (kind === 'killed') await this.untilDone(look);
    return this.schedule.announce(on);
  }

  /** While sessions of the database are killed at any moment; what broke off is done again. */
  private async untilDone(work: () => Promise<unknown>): Promise<void> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const working = work().then(() => true, () => false);
      for (let turn = Math.floor(this.chance() * 20); turn > 0; turn--) await new Promise(setImmediate);
      await this.schedule.dataSource.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`);
      if (await working) return;
      this.broken += 1;
    }
    await work();
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.chance() * from.length)] as T;
  }

  private step(): number {
    return this.pick(steps);
  }
}

const byTime = (a: Told, b: Told): number => a.on - b.on;

/** Numbers from 0 to less than 1 that follow from the seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
