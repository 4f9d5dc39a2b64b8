import { setTimeout as pause } from 'node:timers/promises';
import { everyExpiryTold, everyRecordLogged, everyWriteAudited, everyWriteStored, everyWriteTold, type Evidence } from './checks/checks.js';
import { inflict } from './inflict.js';
import { factOf } from './load/ledger.js';
import type { Load } from './load/load.js';
import type { ReadyFront } from './load/ready-front.js';
import type { Result } from './report/report.js';
import { nameOf, type Scenario } from './scenarios.js';
import { everyServiceReady } from './system/system.js';
import { Violation, type Violations } from './violations.js';

const readyWithinMs = 120_000;
/** Something has to be written again, and has to have expired again, after the fault. */
const afterMs = 2_000;

export interface Run extends Evidence {
  readonly load: Load;
  readonly front: ReadyFront;
  readonly violations: Violations;
  readonly random: () => number;
}

/** One fault under load, with all that has to hold during and after it; throws where it does not. */
export async function runScenario(scenario: Scenario, run: Run): Promise<Result> {
  const { system, ledger, load, violations, random } = run;
  await pause(random() * 1_000);
  const from = { writes: ledger.writes.length, at: Date.now() };
  load.begin();
  const ready = (): Promise<number> => everyServiceReady(system, readyWithinMs);
  await inflict(scenario, scenario.parts.map((name) => system.part(name)), ready);
  const readyAfterMs = await ready();
  await pause(afterMs);
  if (scenario.fault === 'roll') everyVerificationMade(load);
  const written = ledger.writes.slice(from.writes);
  const [expiredBy, noWriteMs, noAnswerMs] = [Date.now() - afterMs, load.writes.at(performance.now()), load.answers.at(performance.now())];
  violations.check();
  await everyWriteAudited(run, written);
  await everyExpiryTold(run, expiredBy);
  await everyWriteStored(run);
  await everyWriteTold(run);
  await everyRecordLogged(run, 'token-events', false);
  violations.check();
  return {
    name: nameOf(scenario),
    seconds: scenario.seconds,
    noWriteMs,
    noAnswerMs,
    failed: load.failed.length,
    oldestStateMs: load.oldestStateMs,
    auditBehindMs: longest(written.map((write) => (run.tail.facts.get(factOf(write)) ?? 0) - write.at)),
    noticeLateMs: longest(ledger.shortLived.filter(({ expiresAt = 0 }) => expiresAt >= from.at && expiresAt <= expiredBy).map(({ id, expiresAt = 0 }) => (run.hooks.received.get(id)?.at ?? 0) - expiresAt)),
    readyAfterMs,
  };
}

/** Where instances end and begin one after the other, whoever asks by the address of all of them is to notice nothing. */
function everyVerificationMade({ failed }: Load): void {
  if (failed.length > 0) throw new Violation(`${failed.length} verifications failed:\n${failed.slice(0, 5).join('\n')}`);
}

function longest(ms: readonly number[]): number {
  return Math.max(0, ...ms);
}
