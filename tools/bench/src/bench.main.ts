import { parseEnv } from '@latchkey/runtime';
import { runCommand, throwAwayInfrastructure } from '@latchkey/stack';
import { benchEnv } from './bench.env.js';
import { benchNames, type BenchName, chooseBenches } from './choose-benches.js';
import { benchColdStart } from './cold-start/cold-start.bench.js';
import type { Figure } from './figure.js';
import { benchIssue } from './issue.bench.js';
import { benchKeyring } from './keyring/keyring.bench.js';
import { benchList } from './list.bench.js';
import { report } from './report.js';
import { benchRevocation } from './revocation/revocation.bench.js';
import { type Bench, onScene } from './scene.js';
import { benchSoak } from './soak/soak.bench.js';
import { benchVerify } from './verify/verify.bench.js';

const chosen = chooseBenches(process.argv.slice(2));
if (!chosen) {
  process.stderr.write(`usage: npm run bench -- [${benchNames.join('|')}]...\n`);
  process.exit(64);
}
const env = parseEnv(benchEnv);
const onSystem: Readonly<Record<Exclude<BenchName, 'keyring' | 'verify' | 'soak'>, Bench>> = {
  revocation: benchRevocation(env.BENCH_ROUNDS),
  'cold-start': benchColdStart(env.BENCH_STATES),
  issue: benchIssue,
  list: benchList(env.BENCH_TOKENS),
};

await runCommand({ name: `bench-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const figures: Figure[] = chosen.includes('keyring') ? await benchKeyring() : [];
  const onKafka = chosen.filter((name) => name !== 'keyring');
  if (onKafka.length > 0) {
    const infrastructure = await throwAwayInfrastructure(env, { children, record });
    if (chosen.includes('verify')) figures.push(...(await benchVerify(env.BENCH_TOKENS, infrastructure, children)));
    for (const name of onKafka.filter((each) => each !== 'verify' && each !== 'soak')) figures.push(...(await onScene(onSystem[name], infrastructure, children)));
    if (chosen.includes('soak')) figures.push(...(await benchSoak(env.SOAK_SECONDS, infrastructure, children)));
  }
  process.stdout.write(`\n${report(figures)}\n`);
  return 0;
});
