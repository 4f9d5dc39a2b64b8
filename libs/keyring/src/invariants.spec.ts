import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { aTokenState } from '@latchkey/testing';
import fc from 'fast-check';
import { entryOf } from '../test/entries.js';
import { batchOf, heartbeat, stateRecord, tombstone } from '../test/signals.js';
import type { KeyringEntry } from './keyring-entry.js';
import { noBound } from './keyring-options.js';
import { Keyring } from './keyring.js';
import { TokenStateReplica } from './token-state-replica.js';

interface Life {
  readonly states: readonly TokenState[];
  /** After the last state, which is then a revoked one. */
  readonly buried: boolean;
}
/** The nth of its token's life; past the states it is the tombstone. */
interface Step {
  readonly life: Life;
  readonly at: number;
}

/** Suspended and resumed, perhaps revoked at last, perhaps buried then. */
const aLife = fc
  .record({
    statuses: fc.array(fc.constantFrom('active' as const, 'suspended' as const), { minLength: 1, maxLength: 4 }),
    end: fc.constantFrom('alive', 'revoked', 'buried'),
  })
  .map(({ statuses, end }): Life => {
    const token = aTokenState();
    const all = end === 'alive' ? statuses : [...statuses, 'revoked' as const];
    return { states: all.map((status, at) => ({ ...token, status, sequence: at + 1 })), buried: end === 'buried' };
  });

/** At-least-once delivery: each attempt goes on from what is not acknowledged yet, and so repeats what was sent and not acknowledged. */
const aDelivery = fc
  .tuple(aLife, fc.array(fc.record({ back: fc.nat(3), on: fc.nat(4) }), { maxLength: 6 }))
  .map(([life, attempts]): Step[] => {
    const length = life.states.length + Number(life.buried);
    const steps: Step[] = [];
    let sent = 0;
    for (const { back, on } of [...attempts, { back: 0, on: length }]) {
      const from = Math.max(0, sent - back);
      const to = Math.max(sent, Math.min(length, from + on));
      for (let at = from; at < to; at += 1) steps.push({ life, at });
      sent = to;
    }
    return steps;
  });

/** Several tokens on one partition: each keeps its order, and between them there is any. */
const aLog = fc.tuple(fc.array(aDelivery, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { maxLength: 60 })).map(([deliveries, picks]): Step[] => {
  const left = deliveries.map((steps) => [...steps]);
  const log = picks.flatMap((pick) => left[pick % left.length]?.splice(0, 1) ?? []);
  return [...log, ...left.flat()];
});

const recordOf = ({ life, at }: Step) => {
  const state = life.states[at];
  return state ? stateRecord(state) : tombstone(idOf(life));
};
const idOf = ({ states }: Life): string => (states[0] as TokenState).id;
const digestOf = ({ states }: Life): string => (states[0] as TokenState).digest;
const isRevoked = ({ life, at }: Step): boolean => life.states[at]?.status === 'revoked';
const livesOf = (log: readonly Step[]): Set<Life> => new Set(log.map(({ life }) => life));
const find = (replica: TokenStateReplica, life: Life): KeyringEntry | undefined => new Keyring(replica, noBound).find(digestOf(life));
const allows = (replica: TokenStateReplica, life: Life): boolean => find(replica, life)?.status === 'active';

describe('invariant 3: whatever is delivered again', () => {
  it('each token ends at its highest sequence, or is forgotten', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const replica = new TokenStateReplica();
        replica.apply({ kind: 'caught_up', partitions: 1 });
        for (const step of log) replica.apply(batchOf([recordOf(step)]));
        for (const life of livesOf(log)) {
          const last = life.states.at(-1) as TokenState;
          if (life.buried) expect(find(replica, life)).toBeUndefined();
          else expect(find(replica, life)).toMatchObject(entryOf(last));
        }
      }),
    );
  });
});

describe('invariant 4: a token seen revoked', () => {
  it('is never allowed again, whatever is delivered again', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const replica = new TokenStateReplica();
        replica.apply({ kind: 'caught_up', partitions: 1 });
        const revoked = new Set<Life>();
        for (const step of log) {
          replica.apply(batchOf([recordOf(step)]));
          if (isRevoked(step)) revoked.add(step.life);
          for (const life of revoked) expect(allows(replica, life)).toBe(false);
        }
      }),
    );
  });

  it('is not allowed after a restart either, however much compaction has left', () => {
    fc.assert(
      fc.property(aLog, fc.infiniteStream(fc.boolean()), (log, kept) => {
        const last = new Map(log.map((step, offset) => [step.life, offset]));
        const compacted = log.filter((step, offset) => last.get(step.life) === offset || kept.next().value);
        const replica = new TokenStateReplica();
        replica.apply(batchOf(compacted.map(recordOf)));
        replica.apply({ kind: 'caught_up', partitions: 1 });
        for (const life of livesOf(log)) {
          if (life.states.at(-1)?.status === 'revoked') expect(allows(replica, life)).toBe(false);
        }
      }),
    );
  });

  it('is never allowed again while the topic is read anew', () => {
    fc.assert(
      fc.property(aLog, fc.nat(60), (log, at) => {
        const replica = new TokenStateReplica();
        replica.apply(batchOf([...log.map(recordOf), heartbeat(0)]));
        replica.apply({ kind: 'caught_up', partitions: 1 });
        replica.apply({ kind: 'out_of_range' });
        const check = (): void => {
          for (const life of livesOf(log)) {
            if (life.states.at(-1)?.status === 'revoked') expect(allows(replica, life)).toBe(false);
          }
        };
        log.forEach((step, offset) => {
          replica.apply(batchOf([recordOf(step), ...(offset === at ? [heartbeat(0)] : [])]));
          check();
        });
        replica.apply({ kind: 'caught_up', partitions: 1 });
        check();
      }),
    );
  });
});
