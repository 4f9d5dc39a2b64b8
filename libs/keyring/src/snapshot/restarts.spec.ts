import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { SimulatedReader } from '../../test/simulated-reader.js';
import { partitions, SimulatedTopic } from '../../test/simulated-topic.js';
import { inDirectory, now, savePiecemeal } from '../../test/snapshots.js';
import { SnapshotStore } from './snapshot-store.js';

Logger.overrideLogger(false);

const which = fc.nat(4);
const partition = fc.nat(partitions - 1);
const moment = {
  write: fc.record({ do: fc.constant('write' as const), which }),
  repeat: fc.record({ do: fc.constant('repeat' as const), which, back: fc.nat(4) }),
  breakRecord: fc.record({ do: fc.constant('breakRecord' as const), which }),
  beat: fc.record({ do: fc.constant('beat' as const) }),
  compact: fc.record({ do: fc.constant('compact' as const), partition, kept: fc.nat() }),
  makeAnew: fc.record({ do: fc.constant('makeAnew' as const) }),
  read: fc.record({ do: fc.constant('read' as const), partition, count: fc.integer({ min: 1, max: 8 }) }),
  readAll: fc.record({ do: fc.constant('readAll' as const) }),
};
const aMoment = fc.oneof(
  { weight: 8, arbitrary: moment.write },
  { weight: 2, arbitrary: moment.repeat },
  { weight: 1, arbitrary: moment.breakRecord },
  { weight: 4, arbitrary: moment.beat },
  { weight: 2, arbitrary: moment.compact },
  { weight: 1, arbitrary: moment.makeAnew },
  { weight: 4, arbitrary: moment.read },
  { weight: 4, arbitrary: moment.readAll },
);
type Moment = typeof aMoment extends fc.Arbitrary<infer T> ? T : never;

/** While it is written, each of these happens after one of its pieces. */
const aSave = fc.record({ do: fc.constant('save' as const), meanwhile: fc.array(aMoment, { maxLength: 12 }) });
const aRestart = fc.record({ do: fc.constant('restart' as const), fromSnapshot: fc.boolean() });
const aStory = fc.array(fc.oneof({ weight: 20, arbitrary: aMoment }, { weight: 4, arbitrary: aSave }, { weight: 3, arbitrary: aRestart }), { minLength: 5, maxLength: 60, size: 'max' });

class Story {
  readonly topic = new SimulatedTopic();
  private readonly revoked = new Set<string>();
  private reader = this.readerOf();

  constructor(private readonly path: string) {}

  async tell(steps: typeof aStory extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    await this.reader.begin();
    for (const step of steps) {
      if (step.do === 'restart') await this.restart(step.fromSnapshot);
      else if (step.do === 'save') await this.save(step.meanwhile);
      else this.happens(step);
    }
    // A topic made anew may end where the reader already is, or before it had heard that the one before did: more heartbeats tell.
    for (let beats = 0; beats < 2 || !this.reader.caughtUp; beats += 1) {
      for (const step of [{ do: 'beat' }, { do: 'readAll' }] as const) this.happens(step);
    }
    await this.checkLikeFresh();
  }

  private happens(step: Moment): void {
    const { topic, reader } = this;
    if (step.do === 'makeAnew' && !reader.canTell) return;
    if (step.do === 'read') reader.read(step.partition, step.count);
    else if (step.do === 'readAll') reader.readAll();
    else if (step.do === 'compact') topic.compact(step.partition, (offset) => ((step.kept >> offset % 31) & 1) === 1);
    else if (step.do === 'repeat') topic.repeat(step.which, step.back);
    else if (step.do === 'write' || step.do === 'breakRecord') topic[step.do](step.which);
    else topic[step.do]();
    this.checkNoneComesBack();
  }

  private async save(meanwhile: readonly Moment[]): Promise<void> {
    const { index, of } = this.reader.replica.savable ?? {};
    if (!index || !of) return;
    const steps = [...meanwhile];
    const between = (): void => steps.splice(0, 2).forEach((step) => this.happens(step));
    await savePiecemeal(this.path, index, of, between, () => this.reader.replica.savable?.index === index);
  }

  private async restart(fromSnapshot: boolean): Promise<void> {
    this.reader = await this.readerOf(fromSnapshot).begin();
    this.checkNoneComesBack();
  }

  private readerOf(fromSnapshot = false): SimulatedReader {
    const store = fromSnapshot ? new SnapshotStore(this.path, {}, () => now) : undefined;
    return new SimulatedReader(this.topic, store, (id) => this.revoked.add(id));
  }

  /** Invariant 4. */
  private checkNoneComesBack(): void {
    for (const life of this.topic.lives) {
      if (this.revoked.has(life.token.id)) expect(this.reader.allows(life)).toBe(false);
    }
  }

  private async checkLikeFresh(): Promise<void> {
    const fresh = await new SimulatedReader(this.topic).begin();
    fresh.readAll();
    // What is refused is refused, whether or not compaction has left what stood before.
    const known = (reader: SimulatedReader): unknown[] =>
      this.topic.lives.map(({ token }) => reader.known(token.digest)).map((entry) => (entry?.unreadable ? undefined : entry));
    expect(known(this.reader)).toEqual(known(fresh));
    const [mine, theirs] = [this.reader, fresh].map(({ replica }) => replica.serving?.tokens);
    expect(mine?.unreadable).toBe(theirs?.unreadable);
    if (mine?.unreadable === 0) expect(mine.shared).toEqual(theirs?.shared);
  }
}

describe('whatever happens between snapshots and restarts', () => {
  it('what was seen revoked is never allowed again, and at last all is known that a fresh reader knows (invariants 3 to 5)', async () => {
    await inDirectory(async (directory) => {
      let told = 0;
      await fc.assert(fc.asyncProperty(aStory, (steps) => new Story(join(directory, String((told += 1)))).tell(steps)), { numRuns: 200 });
    });
  });
});
