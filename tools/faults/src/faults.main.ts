import { randomInt } from 'node:crypto';
import { parseEnv } from '@latchkey/runtime';
import { runCommand } from '@latchkey/stack';
import { faultsEnv } from './faults.env.js';
import { runFaults } from './run-faults.js';
import { chosen } from './scenarios.js';

const env = parseEnv(faultsEnv);
const scenarios = chosen(env.FAULTS_ONLY);
if (scenarios.length === 0) {
  process.stderr.write(`no fault’s name contains ${JSON.stringify(env.FAULTS_ONLY)}; docs/faults.md lists them\n`);
  process.exit(64);
}

await runCommand({ name: `faults-${process.pid}`, codeOnSignal: 130 }, async (children, record) =>
  runFaults({ scenarios, rounds: env.FAULTS_ROUNDS, seed: env.FAULTS_SEED ?? randomInt(2 ** 32) }, children, record),
);
