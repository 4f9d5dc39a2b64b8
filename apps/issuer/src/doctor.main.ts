import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv, runCommand } from '@latchkey/runtime';
import { checks } from './doctor/checks.js';
import { Deployment } from './doctor/deployment.js';
import { doctorEnv } from './doctor/doctor.env.js';
import { renderFindings } from './doctor/render-findings.js';
import { runChecks } from './doctor/run-checks.js';

const args = process.argv.slice(2);
const json = args[0] === '--json';
if (args.length > 1 || (args.length === 1 && !json)) {
  process.stderr.write('usage: doctor [--json]\n');
  process.exit(64);
}
const env = parseEnv(doctorEnv);
/** What a check that took too long left open ends with the process. */
const closeWithinMs = 1_000;

// What clients log of their failures is said by the findings.
await runCommand('issuer-doctor', 'fatal', async () => {
  const deployment = new Deployment(env);
  const findings = await runChecks(checks, deployment);
  const text = json ? `${JSON.stringify(findings)}\n` : renderFindings(findings);
  await new Promise((resolve) => process.stdout.write(text, resolve));
  await Promise.race([deployment.close(), pause(closeWithinMs)]);
  process.exit(findings.some(({ level }) => level === 'fail') ? 1 : 0);
});
