import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from '@latchkey/runtime';
import { type Children, type Infrastructure, prepare, runCommand, startService, throwAwayInfrastructure } from '@latchkey/stack';
import { BareRoundTrip } from './bare-round-trip.js';
import { benchEnv } from './bench.env.js';
import { report } from './report.js';
import { Revocation } from './revocation.js';
import { withDatabase } from './with-database.js';

const env = parseEnv(benchEnv);
const warmUpRounds = 20;
/** Between rounds, so that each meets an idle system. */
const restMs = 50;

/** Both in turns, so that what else the machine does meets both alike. */
async function measure(revocation: Revocation, bare: BareRoundTrip): Promise<string> {
  const [measured, baseline]: [number[], number[]] = [[], []];
  for (let round = -warmUpRounds; round < env.BENCH_ROUNDS; round++) {
    const samples = [await revocation.measure(), await pause(restMs), await bare.measure(), await pause(restMs)] as const;
    if (round < 0) continue;
    measured.push(samples[0]);
    baseline.push(samples[2]);
  }
  return report('idle', measured, baseline);
}

async function bench(children: Children, { brokers, databaseUrl }: Infrastructure): Promise<string> {
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const { access_token: callerToken } = await prepare({ databaseUrl, brokers, prefix }, children);
  const serviceEnv = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, RATE_LIMIT_PER_MINUTE: '0', UNKNOWN_CREDENTIALS_PER_MINUTE: '0' };
  const [issuer, verifier] = await Promise.all([startService('issuer', serviceEnv, { children }), startService('verifier', serviceEnv, { children })]);
  const revocation = new Revocation({ issuerUrl: issuer.url, verifierUrl: verifier.url, callerToken });
  await verifier.ready();
  await revocation.ready();
  const bare = await BareRoundTrip.open({ databaseUrl, brokers: brokers.split(','), topic: `${prefix}bare` });
  try {
    return await measure(revocation, bare);
  } finally {
    await bare.close();
  }
}

await runCommand({ name: `bench-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const infrastructure = await throwAwayInfrastructure(env, { children, record });
  const result = await withDatabase(infrastructure.databaseUrl, (databaseUrl) => bench(children, { ...infrastructure, databaseUrl }));
  process.stdout.write(`\n${result}\n`);
  return 0;
});
