import { parseEnv } from '@latchkey/runtime';
import { runCommand, throwAwayInfrastructure } from '@latchkey/stack';
import { benchEnv } from './bench.env.js';
import { benchNames, type BenchName, chooseBenches } from './choose-benches.js';
import type { Figure } from './figure.js';
import { benchIssue } from './issue.bench.js';
import { benchKeyring } from './keyring/keyring.bench.js';
import { benchList } from './list.bench.js';
import { report } from './report.js';
import { benchRevocation } from './revocation.bench.js';
import { type Bench, onScene } from './scene.js';

const chosen = chooseBenches(process.argv.slice(2));
if (!chosen) {
  process.stderr.write(`usage: npm run bench -- [${benchNames.join('|')}]...\n`);
  process.exit(64);
}
const env = parseEnv(benchEnv);
const onSystem: Readonly<Record<Exclude<BenchName, 'keyring'>, Bench>> = {
  revocation: benchRevocation(env.BENCH_ROUNDS),
  issue: benchIssue,
  list: benchList(env.BENCH_TOKENS),
};

await runCommand({ name: `bench-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const figures: Figure[] = chosen.includes('keyring') ? await benchKeyring() : [];
  const ofSystem = chosen.filter((name) => name !== 'keyring');
  if (ofSystem.length > 0) {
    const infrastructure = await throwAwayInfrastructure(env, { children, record });
    for (const name of ofSystem) figures.push(...(await onScene(onSystem[name], infrastructure, children)));
  }
  process.stdout.write(`\n${report(figures)}\n`);
  return 0;
});
