import 'reflect-metadata';
import { ConsumerMetrics } from '@latchkey/kafka';
import type { DynamicModule, Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RequestLimits } from '../limits/request-limits.js';
import { serviceModule } from '../serve/service.module.js';
import { HttpDurations } from './http-durations.js';
import { Metrics } from './metrics.js';

export interface MetricDescription {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** What every service shows. */
export function describeCommonMetrics(): MetricDescription[] {
  const metrics = new Metrics();
  new HttpDurations(metrics);
  new RequestLimits({ perCaller: 0, unknownCredentials: 0 }, metrics);
  for (const metric of new ConsumerMetrics().all) metrics.registerMetric(metric);
  return describe(metrics);
}

/**
 * What this service shows besides, without starting it: nothing is connected to. Each class that is given `Metrics` is constructed for what it registers and
 * thrown away, without anything else that it is given; so none may use that before it is asked for a value.
 */
export async function describeMetrics(rootModule: DynamicModule): Promise<MetricDescription[]> {
  const app = await NestFactory.create(serviceModule(rootModule), new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
  const modules = [...app.get(ModulesContainer).values()];
  const classes = modules.flatMap(({ providers, controllers }) => [...providers.values(), ...controllers.values()].map(({ metatype }) => metatype));
  const metrics = new Metrics();
  const before = new Set(describe(metrics).map(({ name }) => name));
  for (const each of new Set(classes)) registerBy(each, metrics);
  return describe(metrics).filter(({ name }) => !before.has(name));
}

function registerBy(metatype: unknown, metrics: Metrics): void {
  if (typeof metatype !== 'function') return;
  const given = (Reflect.getMetadata('design:paramtypes', metatype) ?? []) as unknown[];
  if (given.includes(Metrics)) new (metatype as Type)(...given.map((type) => (type === Metrics ? metrics : undefined)));
}

/** prom-client's types leave out what every metric of it has. */
interface Described {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

function describe(metrics: Metrics): MetricDescription[] {
  const all = metrics.getMetricsAsArray() as unknown as Described[];
  return all.map(({ name, type, help, labelNames }) => ({ name, type, labels: labelNames, help }));
}
