import { expect, it } from '@jest/globals';
import type { Check } from './check.js';
import { Deployment } from './deployment.js';
import { doctorEnv } from './doctor.env.js';
import { fail, ok, type Verdict } from './finding.js';
import { runChecks } from './run-checks.js';

const deployment = new Deployment(doctorEnv.parse({ DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' }));
const check = (name: string, run: () => Promise<Verdict[]>, more: Partial<Check> = {}): Check => ({ name, run, ...more });

it('tells in the order of the checks what each came to, though one throws and another never answers', async () => {
  const findings = await runChecks(
    [
      check('slow', () => new Promise(() => undefined), { limitMs: 20 }),
      check('broken', () => Promise.reject(new Error('outer', { cause: new Error('no way') }))),
      check('good', async () => [ok('a'), ok('b')]),
    ],
    deployment,
  );
  expect(findings.map(({ check: name, level, text }) => [name, level, text])).toEqual([
    ['slow', 'fail', 'could not be checked: not done within 0.02 s'],
    ['broken', 'fail', 'could not be checked: no way'],
    ['good', 'ok', 'a'],
    ['good', 'ok', 'b'],
  ]);
  for (const { level, remedy } of findings) expect(remedy === undefined).toBe(level === 'ok');
});

it('skips what needs a check that fails, and runs what needs one that does not', async () => {
  let runs = 0;
  const dependant = (name: string, needs: string): Check => check(name, async () => [ok(`run ${++runs}`)], { needs });
  const findings = await runChecks(
    [check('database', async () => [fail('gone', 'Start it.')]), check('kafka', async () => [ok('here')]), dependant('outbox', 'database'), dependant('topics', 'kafka')],
    deployment,
  );
  expect(findings.map(({ check: name, level, text }) => [name, level, text])).toEqual([
    ['database', 'fail', 'gone'],
    ['kafka', 'ok', 'here'],
    ['outbox', 'skipped', 'first mend what database says'],
    ['topics', 'ok', 'run 1'],
  ]);
});
