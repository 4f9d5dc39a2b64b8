import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Children, Infrastructure } from '@latchkey/stack';
import type { Figure } from '../figure.js';
import { runs } from '../in-turns.js';
import { canPin } from './cores.js';
import { load } from './load.js';
import type { LoadResult } from './load-orders.js';
import { startSubjects, type SubjectName, subjectNames, type Subjects } from './subjects.js';
import type { VerifierUnderLoad } from './verifier-under-load.js';

const connections = 32;
const round = { connections, warmUpSeconds: 0.5, seconds: 2.5 };
/** A service that has just begun is several times slower than one whose code has been compiled. */
const firstRound = { connections, warmUpSeconds: 8, seconds: 1 };

interface Measured {
  readonly results: Readonly<Record<SubjectName, LoadResult[]>>;
  /** Of the verifier's event loop under `/verify`, milliseconds. */
  readonly loopDelays: number[];
}

/** What the verifier answers a second on one core among so many tokens, beside the least that Fastify and node:http could answer with. */
export async function benchVerify(tokens: number, { brokers }: Infrastructure, children: Children): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  try {
    const { subjects, verifier } = await startSubjects({ brokers, tokens, folder, children });
    for (const name of subjectNames) await load({ ...firstRound, ...subjects[name] });
    return figuresOf(await measure(subjects, verifier));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(subjects: Subjects, verifier: VerifierUnderLoad): Promise<Measured> {
  const results = Object.fromEntries(subjectNames.map((name) => [name, [] as LoadResult[]])) as Record<SubjectName, LoadResult[]>;
  const loopDelays: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const name of subjectNames) {
      await verifier.loopDelayMs();
      results[name].push(await load({ ...round, ...subjects[name] }));
      if (name === 'verify') loopDelays.push(await verifier.loopDelayMs());
    }
  }
  return { results, loopDelays };
}

function figuresOf({ results, loopDelays }: Measured): Figure[] {
  const of = (name: SubjectName, key: keyof LoadResult): number[] => results[name].map((result) => result[key]);
  const rate = (name: string, measured: SubjectName, baseline: SubjectName, aim?: string): Figure => ({
    name: canPin ? name : `${name}, no core of its own`,
    unit: '/s',
    measured: of(measured, 'rate'),
    baseline: of(baseline, 'rate'),
    ...(aim === undefined ? {} : { aim }),
  });
  const tails = (name: string, measured: SubjectName, baseline: SubjectName): Figure[] =>
    (['p50', 'p99', 'p999'] as const).map((key) => ({ name: `${name}, ${key.replace('999', '99.9')}`, unit: 'ms', measured: of(measured, key), baseline: of(baseline, key) }));
  return [
    rate('/auth-request, Fastify', 'auth', 'authFastify', 'ratio 0.9'),
    rate('/auth-request, node:http', 'auth', 'authHttp'),
    rate('/auth-request logged, Fastify', 'authLogged', 'authFastify'),
    ...tails('/auth-request', 'auth', 'authFastify'),
    rate('/verify, Fastify', 'verify', 'verifyFastify', 'ratio 0.8'),
    rate('/verify, node:http', 'verify', 'verifyHttp'),
    rate('/verify logged, Fastify', 'verifyLogged', 'verifyFastify'),
    ...tails('/verify', 'verify', 'verifyFastify'),
    { name: 'event loop delay under /verify, p99', unit: 'ms', measured: loopDelays, baseline: [] },
    rate('/oauth2/introspect, oidc-provider', 'introspect', 'introspectOidc'),
  ];
}
