import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { App, Service } from '@latchkey/stack';
import { storiesOn } from './stories-on.js';

const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const apps: readonly App[] = ['issuer', 'verifier', 'auditor', 'notifier'];

/** With all that a verifier shows only where it is set. */
const story = storiesOn({}, async (system) => {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-metrics-'));
  const gateway = { VERIFIER_GATEWAY_KEYS: 'k'.repeat(32), VERIFIER_GATEWAY_PORT: '0', VERIFIER_SNAPSHOT: join(scratch, 'snapshot') };
  const services = await Promise.all(apps.map(async (app) => [app, await system.launch(app, gateway)] as const));
  return { services, scratch };
});

function documented(title: string): string[] {
  const [section = ''] = (page.split(`\n## ${title}\n`)[1] ?? '').split('\n## ');
  return [...section.matchAll(/^\| `(\w+)` \| (\w+) \| .*? \| (.*) \|$/gm)].map(([, name, type, help]) => `${name} ${type} ${help}`);
}

async function shown({ url }: Service): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const help = new Map([...text.matchAll(/^# HELP (\w+) (.*)$/gm)].map(([, name, meaning]) => [name, meaning]));
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type} ${help.get(name)}`);
}

story('every service shows the metrics of docs/metrics.md and no others', async ({ services, scratch }) => {
  for (const [app, service] of services) {
    const title = `${app.charAt(0).toUpperCase()}${app.slice(1)}`;
    expect((await shown(service)).sort()).toEqual([...documented('Every service'), ...documented(title)].sort());
  }
  rmSync(scratch, { recursive: true, force: true });
});
