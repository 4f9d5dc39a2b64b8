import { type Children, type Infrastructure, migrate } from '@latchkey/stack';
import type { Figure } from '../figure.js';
import { onScene } from '../scene.js';
import { withDatabase } from '../with-database.js';
import { announcedRate } from './announcing.js';
import { bareClaimRate } from './bare-claims.js';
import { bareProduceRate } from './bare-produce.js';
import { benchHostileEndpoint } from './hostile-endpoint.bench.js';
import { fillSchedule } from './due-schedule.js';

export interface NoticesOptions {
  /** Tokens of each of which a notice is due. */
  readonly tokens: number;
  readonly rounds: number;
  /** How long each is measured, where it is not done before. */
  readonly seconds: number;
}

/** The rates of one round, by name. */
type Rates = Readonly<Record<'one' | 'two' | 'claims' | 'claimsOfTwo' | 'produce', number>>;

/**
 * How fast what is due comes onto Kafka, from one notifier and from two, beside the claims alone over as many connections and beside kafkajs alone; and what one
 * endpoint that never answers takes from the others. Each rate is of new processes on a new copy of the same schedule.
 */
export async function benchNotices(options: NoticesOptions, infrastructure: Infrastructure, children: Children): Promise<Figure[]> {
  const rates = await withDatabase(infrastructure.databaseUrl, async (filled) => {
    await migrate({ databaseUrl: filled }, children);
    await fillSchedule(filled, options.tokens);
    const all: Rates[] = [];
    for (let round = 0; round < options.rounds; round++) all.push(await measure(filled, options, infrastructure, children));
    return all;
  });
  return [...figuresOf(rates), ...(await onScene(benchHostileEndpoint(options), infrastructure, children))];
}

async function measure(filled: string, { seconds }: NoticesOptions, { databaseUrl: serverUrl, brokers }: Infrastructure, children: Children): Promise<Rates> {
  const onCopy = (work: (databaseUrl: string) => Promise<number>): Promise<number> => withDatabase(serverUrl, work, { copyOf: filled });
  const announced = (instances: number): Promise<number> => onCopy((databaseUrl) => announcedRate({ databaseUrl, brokers, instances, seconds }, children));
  const claimed = (connections: number): Promise<number> => onCopy((databaseUrl) => bareClaimRate(databaseUrl, connections, seconds));
  const one = await announced(1);
  const claims = await claimed(1);
  const two = await announced(2);
  const claimsOfTwo = await claimed(2);
  return { one, claims, two, claimsOfTwo, produce: await bareProduceRate(brokers.split(','), seconds) };
}

function figuresOf(rates: readonly Rates[]): Figure[] {
  const figure = (name: string, measured: keyof Rates, baseline: keyof Rates): Figure => ({
    name,
    unit: '/s',
    measured: rates.map((round) => round[measured]),
    baseline: rates.map((round) => round[baseline]),
  });
  return [
    figure('notices of one notifier, beside its claims', 'one', 'claims'),
    figure('the same, beside bare kafkajs', 'one', 'produce'),
    figure('notices of two, beside their claims', 'two', 'claimsOfTwo'),
    figure('the same, beside bare kafkajs', 'two', 'produce'),
    figure('the same, beside one notifier', 'two', 'one'),
  ];
}
