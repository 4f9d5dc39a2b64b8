import { expect, it } from '@jest/globals';
import { Counter, Gauge, Registry } from 'prom-client';
import { parseMetrics } from './parse-metrics.js';

it('reads what prom-client writes', async () => {
  const registry = new Registry();
  const counter = new Counter({ name: 'records_total', help: 'Of "all".', labelNames: ['topic', 'log'], registers: [registry] });
  counter.inc({ topic: 'a', log: 'token-events/0 "x"\\\n}' }, 3);
  new Gauge({ name: 'staleness_seconds', help: 'NaN at first.', registers: [registry] }).set(NaN);
  new Gauge({ name: 'age_seconds', help: 'Long.', registers: [registry] }).set(Infinity);
  new Gauge({ name: 'small', help: 'Small.', registers: [registry] }).set(1e-7);
  expect(parseMetrics(await registry.metrics())).toEqual([
    { name: 'records_total', labels: { topic: 'a', log: 'token-events/0 "x"\\\n}' }, value: 3 },
    { name: 'staleness_seconds', labels: {}, value: NaN },
    { name: 'age_seconds', labels: {}, value: Infinity },
    { name: 'small', labels: {}, value: 1e-7 },
  ]);
});

it('passes over what is no sample', () => {
  expect(parseMetrics('# HELP a b\n\nnot a sample at all\n<html>\na 1 1700000000000\n')).toEqual([{ name: 'a', labels: {}, value: 1 }]);
});
