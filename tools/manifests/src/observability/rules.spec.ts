import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { pathOf, readText } from '../workspace.js';
import { documentedMetrics, type Metric, whyNotThere } from './documented-metrics.js';
import { operatorRules, plainRules, prometheusRule } from './prometheus-rule.js';
import { selectorsOf } from './promql.js';
import { alertRules, recordingRules } from './rules.js';

const rules = alertRules();
const shown = documentedMetrics();
const recorded = recordingRules();
const metrics: ReadonlyMap<string, Metric> = new Map([...shown, ...recorded.map(({ record }) => [record, { type: 'gauge', labels: [] }] as const)]);
const pages = readdirSync(pathOf('docs/runbooks')).filter((name) => name !== 'README.md');

describe('the alert rules', () => {
  it('have one name each', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(rules.map(({ alert, expr }) => [alert, expr]))('%s asks for what services show', (_alert, expr) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.map(({ metric, labels }) => whyNotThere(metrics, metric, labels)).filter((why) => why !== undefined)).toEqual([]);
  });

  it.each(rules.map(({ alert, annotations }) => [alert, annotations.summary, annotations.runbook_url]))('%s has a runbook that names it', (alert, summary, url) => {
    const page = readText(url);
    expect(page).toContain(`\`${alert}\``);
    for (const heading of ['What it means', 'What it harms', 'Look', 'Mend', 'Over when']) expect(page).toContain(`\n## ${heading}\n\n`);
    for (const [, label = ''] of summary.matchAll(/\$labels\.(\w+)/g)) expect(rules.find((each) => each.alert === alert)?.expr.includes(label) || label === 'instance' || label === 'job').toBe(true);
  });

  it.each(recorded.map(({ record, expr }) => [record, expr]))('%s is computed from what services show, over the time that it names, and asked for', (record, expr) => {
    expect(selectorsOf(expr).map(({ metric, labels }) => whyNotThere(shown, metric, labels)).filter((why) => why !== undefined)).toEqual([]);
    const windows = [...expr.matchAll(/\[(\w+)\]/g)].map(([, window]) => `latchkey:revocations_not_in_time:ratio_rate${window}`);
    expect(new Set(windows)).toEqual(new Set([record]));
    expect(rules.some((each) => each.expr.includes(`${record} `))).toBe(true);
  });

  it('name jobs that Prometheus has where compose runs it', () => {
    const jobs = z.looseObject({ scrape_configs: z.array(z.looseObject({ job_name: z.string() })) }).parse(parse(readText('deploy/observability/prometheus/prometheus.yml')));
    const named = rules.flatMap(({ expr }) => [...expr.matchAll(/\bjob=~?"([^"]+)"/g)].flatMap(([, value = '']) => value.split('|')));
    expect(named.length).toBeGreaterThan(0);
    expect(jobs.scrape_configs.map(({ job_name }) => job_name)).toEqual(expect.arrayContaining(named));
  });

  it('are the same for the Prometheus operator (renew them with `npm run docs`)', () => {
    expect(readText(operatorRules)).toBe(prometheusRule(readText(plainRules)));
  });
});

describe('the runbooks', () => {
  it('are each of an alert, and in the index', () => {
    const used = new Set(rules.map(({ annotations }) => annotations.runbook_url.replace('docs/runbooks/', '')));
    expect(pages.sort()).toEqual([...used].sort());
    const index = readText('docs/runbooks/README.md');
    for (const { alert, annotations } of rules) expect(index).toMatch(new RegExp(`\\| \`${alert}\` \\| \\[.+\\]\\(${annotations.runbook_url.replace('docs/runbooks/', '')}\\) \\|`));
  });

  it.each(pages)('%s asks for metrics that services show', (page) => {
    for (const [, block = ''] of readText(`docs/runbooks/${page}`).matchAll(/```promql\n([\s\S]+?)```/g)) {
      for (const line of block.split('\n').map((each) => each.replace(/#.*/, '').trim()).filter((each) => each !== '')) {
        expect(selectorsOf(line).map(({ metric, labels }) => whyNotThere(metrics, metric, labels)).filter((why) => why !== undefined)).toEqual([]);
      }
    }
  });

  it.each([...pages, 'README.md'])('%s links to pages that are there', (page) => {
    for (const [, link = ''] of readText(`docs/runbooks/${page}`).matchAll(/\]\(([^)#]+)[^)]*\)/g)) expect(() => readText(`docs/runbooks/${link}`)).not.toThrow();
  });

  it.each(pages)('%s names commands that there are', (page) => {
    for (const [, command = ''] of readText(`docs/runbooks/${page}`).matchAll(/((?:apps|libs)\/\w+\/dist\/[\w-]+\.main)\.js/g)) {
      expect(() => readText(`${command.replace('/dist/', '/src/')}.ts`)).not.toThrow();
    }
  });

  // kubectl shows ten lines of each pod otherwise, and a call without a customer what is the caller's own.
  it.each([...pages, 'README.md'])('%s looks at all that there is', (page) => {
    const text = readText(`docs/runbooks/${page}`);
    expect([...text.matchAll(/kubectl [^\n`|]* logs -l [^\n`|]*/g)].map(([command]) => command).filter((command) => !command.includes(' --tail=-1'))).toEqual([]);
    expect([...text.matchAll(/`GET (\/[\w-]+(?:\?[^`]*)?)`/g)].map(([, call = '']) => call).filter((call) => !call.includes('customer_id='))).toEqual([]);
  });
});
