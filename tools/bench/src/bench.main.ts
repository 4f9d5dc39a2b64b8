import { parseEnv } from '@latchkey/runtime';
import { type Children, type Infrastructure, runCommand, throwAwayInfrastructure } from '@latchkey/stack';
import { benchAuditIngest } from './audit/audit-ingest.bench.js';
import { benchAuditQueries } from './audit/audit-queries.bench.js';
import { benchAuditVisible } from './audit/audit-visible.bench.js';
import { benchEnv } from './bench.env.js';
import { benchNames, type BenchName, chooseBenches } from './choose-benches.js';
import { benchColdStart } from './cold-start/cold-start.bench.js';
import type { Figure } from './figure.js';
import { benchIssue } from './issue.bench.js';
import { benchKeyring } from './keyring/keyring.bench.js';
import { benchList } from './list.bench.js';
import { benchNotices } from './notices/notices.bench.js';
import { report } from './report.js';
import { benchRevocation } from './revocation/revocation.bench.js';
import { benchScaling } from './scaling/scaling.bench.js';
import { type Bench, onScene } from './scene.js';
import { benchSoak } from './soak/soak.bench.js';
import { benchVerify } from './verify/verify.bench.js';

const chosen = chooseBenches(process.argv.slice(2));
if (!chosen) {
  process.stderr.write(`usage: npm run bench -- [${benchNames.join('|')}]...\n`);
  process.exit(64);
}
const env = parseEnv(benchEnv);

type OnKafka = (infrastructure: Infrastructure, children: Children) => Promise<Figure[]>;
const onAScene = (bench: Bench): OnKafka => (infrastructure, children) => onScene(bench, infrastructure, children);

const benches: Readonly<Record<Exclude<BenchName, 'keyring'>, OnKafka>> = {
  verify: (infrastructure, children) => benchVerify(env.BENCH_TOKENS, infrastructure, children),
  revocation: onAScene(benchRevocation(env.BENCH_ROUNDS)),
  'cold-start': onAScene(benchColdStart(env.BENCH_STATES)),
  issue: onAScene(benchIssue),
  list: onAScene(benchList(env.BENCH_TOKENS)),
  'audit-ingest': (infrastructure, children) => benchAuditIngest(env.BENCH_RECORDS, infrastructure, children),
  'audit-visible': onAScene(benchAuditVisible(env.BENCH_ROUNDS)),
  'audit-queries': onAScene(benchAuditQueries(env.BENCH_EVENTS)),
  notices: (infrastructure, children) =>
    benchNotices({ tokens: env.BENCH_NOTICES, rounds: env.BENCH_NOTICES_ROUNDS, seconds: env.BENCH_NOTICES_SECONDS }, infrastructure, children),
  scaling: (infrastructure, children) => benchScaling(env.BENCH_BACKLOG, infrastructure, children),
  soak: (infrastructure, children) => benchSoak(env.SOAK_SECONDS, infrastructure, children),
};

await runCommand({ name: `bench-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const figures: Figure[] = chosen.includes('keyring') ? await benchKeyring() : [];
  const onKafka = chosen.filter((name) => name !== 'keyring');
  if (onKafka.length > 0) {
    const infrastructure = await throwAwayInfrastructure(env, { children, record });
    for (const name of onKafka) figures.push(...(await benches[name](infrastructure, children)));
  }
  process.stdout.write(`\n${report(figures)}\n`);
  return 0;
});
