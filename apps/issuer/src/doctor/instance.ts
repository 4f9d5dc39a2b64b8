import { z } from 'zod';
import type { ServiceName } from './doctor.env.js';
import { parseMetrics, type Sample } from './parse-metrics.js';
import { reasonOf } from './reason-of.js';

const answerWithinMs = 5_000;

const readiness = z.object({ status: z.string(), details: z.record(z.string(), z.looseObject({ status: z.string() })) });

export interface Instance {
  readonly service: ServiceName;
  readonly url: string;
  /** Its service and its host and port, for whoever reads the findings. */
  readonly name: string;
  /** What it said of itself, or why it did not. */
  readonly answer: Answer | { readonly failure: string };
}

export interface Answer {
  readonly ready: boolean;
  readonly status: string;
  readonly details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly metrics: readonly Sample[];
}

export type Answering = Instance & { readonly answer: Answer };

export function answers(instance: Instance): instance is Answering {
  return 'ready' in instance.answer;
}

export async function askInstance(service: ServiceName, url: string): Promise<Instance> {
  const instance = { service, url, name: `${service} ${new URL(url).host}` };
  try {
    return { ...instance, answer: await ask(url) };
  } catch (error) {
    return { ...instance, answer: { failure: reasonOf(error) } };
  }
}

async function ask(url: string): Promise<Answer> {
  const [ready, metrics] = await Promise.all([get(url, '/health/ready'), get(url, '/metrics')]);
  if (metrics.status !== 200) throw new Error(`/metrics answered ${metrics.status}`);
  const { data } = readiness.safeParse(await ready.json().catch(() => undefined));
  if (!data) throw new Error(`/health/ready answered ${ready.status}, and not as a service of Latchkey does`);
  return { ready: ready.status === 200, ...data, metrics: parseMetrics(await metrics.text()) };
}

function get(url: string, path: string): Promise<Response> {
  return fetch(new URL(path, url), { redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) });
}
