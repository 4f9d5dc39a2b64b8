import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Children, RunRecord } from '@latchkey/stack';
import { Caller } from '@latchkey/stack/clients';
import { AuditTail } from './checks/audit-tail.js';
import { everyExpiryTold, everythingWhole, everyWriteAudited, everyWriteStored, everyWriteTold } from './checks/checks.js';
import { Database } from './checks/database.js';
import { Hooks } from './load/hooks.js';
import { Ledger } from './load/ledger.js';
import { Load } from './load/load.js';
import { ReadyFront } from './load/ready-front.js';
import { report, type Result } from './report/report.js';
import { runScenario, type Run } from './run-scenario.js';
import { nameOf, type Scenario } from './scenarios.js';
import { seeded } from './seeded.js';
import { everyServiceReady, logs, staleAfterSeconds, System } from './system/system.js';
import { Violation, Violations } from './violations.js';

export interface Faults {
  readonly scenarios: readonly Scenario[];
  readonly rounds: number;
  readonly seed: number;
}

const firstReadyWithinMs = 90_000;
/** Until the load has made something to lose, and until what it did last has been told. */
const [warmUpMs, cooldownMs] = [5_000, 3_000];

const show = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (line: string): void => show(`${new Date().toTimeString().slice(0, 8)} ${line}`);

// What kafkajs says in this process is of no interest.
Logger.overrideLogger(false);

/** Goes through all faults, as often as asked. Answers 0 where every check has passed, else 1. */
export async function runFaults({ scenarios, rounds, seed }: Faults, children: Children, record: RunRecord): Promise<number> {
  say(`seed ${seed}; starting three brokers, Postgres and two of each service; what they say lies in ${logs} …`);
  const system = await System.start(children, record);
  const results: Result[] = [];
  try {
    const run = await begin(system, seeded(seed));
    for (let round = 1; round <= rounds; round++) {
      for (const scenario of scenarios) {
        say(`round ${round}: ${nameOf(scenario)} for ${scenario.seconds} s …`);
        results.push(await runScenario(scenario, run));
      }
    }
    await finish(run);
    show(`\n${report(results)}\n\nevery check has passed: ${run.ledger.writes.length} writes were acknowledged, and none is missing`);
    return 0;
  } catch (error) {
    show(`\n${report(results)}\n`);
    if (!(error instanceof Violation)) throw error;
    show(`${error.message}\nseed ${seed}; what each part has said lies in ${logs}`);
    return 1;
  } finally {
    system.keepLogs();
  }
}

async function begin(system: System, random: () => number): Promise<Run> {
  const [violations, ledger] = [new Violations(), new Ledger()];
  await everyServiceReady(system, firstReadyWithinMs);
  const database = new Database(system.databaseUrl);
  const hooks = await new Hooks().open();
  await subscribe(system, hooks);
  const url = (name: 'issuer-a' | 'issuer-b' | 'verifier-a' | 'verifier-b'): { name: string; url: string } => ({ name, url: system.instance(name).url });
  const front = await new ReadyFront([system.instance('verifier-a'), system.instance('verifier-b')], violations).open();
  const target = {
    caller: system.caller,
    issuers: [url('issuer-a').url, url('issuer-b').url],
    verifiers: [url('verifier-a'), url('verifier-b')],
    front: { name: 'a verifier', url: front.url },
    boundMs: staleAfterSeconds * 1_000,
  };
  const load = new Load(target, ledger, violations, random);
  await pause(warmUpMs);
  return { system, ledger, load, front, violations, random, database, hooks, tail: new AuditTail(database, violations) };
}

async function subscribe(system: System, hooks: Hooks): Promise<void> {
  const body = { name: 'faults', event_types: ['token.expired'], channel: { kind: 'webhook', url: hooks.url } };
  const answer = await new Caller(system.caller).ask(system.instance('notifier-a'), 'POST', '/subscriptions', body);
  if (answer.status !== 201) throw new Error(`no subscription could be made: ${await answer.text()}`);
}

/** Ends the load, and compares everything with everything. */
async function finish(run: Run): Promise<void> {
  say('comparing everything …');
  await run.load.end();
  await run.front.close();
  await pause(cooldownMs);
  await everyWriteAudited(run, run.ledger.writes);
  await everyExpiryTold(run, Date.now());
  await everyWriteStored(run);
  await everyWriteTold(run);
  await everythingWhole(run);
  run.violations.check();
  await run.tail.end();
  await run.database.close();
  await run.hooks.close();
}
