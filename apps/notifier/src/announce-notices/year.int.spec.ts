import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import fc from 'fast-check';
import { beatRecord, day, Schedule } from '../../test/schedule.js';
import { entriesOf, ExpectedNotices, life } from '../../test/token-life.js';
import type { Entry } from '../../test/token-life.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());

const lastDay = 400;
const partitions = [0, 1, 2];

/** What happens at the end of a day, most days being ordinary. */
type Day = 'ordinary' | 'down' | 'read twice' | 'two instances';
const days = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.constant<Day>('ordinary') }, { weight: 3, arbitrary: fc.constantFrom<Day>('down', 'read twice', 'two instances') }),
  { minLength: lastDay, maxLength: lastDay },
);

/** token-state as it stands in Kafka, of which the notifier reads what it has not read yet. */
class Log {
  private readonly records: OutgoingRecord[] = [];
  private read = 0;

  constructor(private readonly partition: number) {}

  write(entries: readonly Entry[], on: number): void {
    this.records.push(...entries.map(({ record }) => record), beatRecord(on, this.partition));
  }

  async readTo(on: number, again: number): Promise<void> {
    const from = Math.max(0, this.read - again);
    await schedule.read(on, this.records.slice(from), { partition: this.partition, from: BigInt(from) });
    this.read = this.records.length;
  }
}

async function announced(on: number, instances: number): Promise<string[]> {
  const looking = [...Array(instances).keys()].map(() => schedule.announcer().execute({ now: day(on), silentPartitions: [] }));
  await Promise.all(looking);
  return schedule.announce(on);
}

it('invariant 7: through a year of tokens, changes, downtime and repeats, what is announced is what the rules say, day by day', async () => {
  const lives = fc.array(life, { minLength: 300, maxLength: 300, size: 'max' });
  await fc.assert(
    fc.asyncProperty(lives, days, async (all, course) => {
      await schedule.clear();
      const tokens = all.map(entriesOf);
      const expected = tokens.map((entries) => new ExpectedNotices(entries));
      const logs = partitions.map((partition) => new Log(partition));
      let count = 0;
      for (const [index, kind] of course.entries()) {
        const on = index + 2;
        const today = (entries: readonly Entry[]): Entry[] => entries.filter((entry) => entry.on <= on && entry.on > on - 1);
        for (const [partition, log] of logs.entries()) {
          log.write(tokens.filter((_, place) => place % partitions.length === partition).flatMap(today).sort((a, b) => a.on - b.on), on);
        }
        if (kind === 'down') continue;
        for (const log of logs) await log.readTo(on, kind === 'read twice' ? 5 : 0);
        const ids = await announced(on, kind === 'two instances' ? 2 : 1);
        expect(ids.sort()).toEqual(expected.flatMap((each) => each.at(on)).sort());
        count += ids.length;
      }
      expect(count).toBeGreaterThan(300);
    }),
    { numRuns: 1, endOnFailure: true },
  );
}, 120_000);
