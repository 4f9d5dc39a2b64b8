import { setTimeout as pause } from 'node:timers/promises';
import { Calls } from '../calls.js';
import type { Figure } from '../figure.js';
import { durationsOf, runs } from '../in-turns.js';
import { idOf } from '../many-tokens.js';
import { percentile } from '../percentiles.js';
import type { Bench } from '../scene.js';
import { fillEvents, services, tokenOf } from './fill-events.js';
import { knownCaller } from '../known-caller.js';

const load = { workers: 4, calls: 200 };
const customers = 100;
/** Has as many as are exported; the others share the rest. */
const exporter = customers;
const exported = 1_000_000;
const sampleEachMs = 100;
const mebibyte = 1024 * 1024;

const among = (count: number): number => Math.floor(Math.random() * count);

/** Each time of another customer. */
const questions: Readonly<Record<string, (customer: number) => string>> = {
  'newest of a customer': () => '',
  'of a token': (customer) => `&token_id=${tokenOf(customer, among(50))}`,
  'of a service': () => `&service_id=service-${among(services)}`,
  'from an address': () => `&ip=192.0.2.${among(256)}`,
  'refused ones, none missed': () => '&outcome=failure&order=asc',
  'of one hour': () => `&from=${ago(among(100) + 1)}&to=${ago(0)}`,
};

/** Pages of the audit log among so many events; and a million of one customer exported in each format, with the memory that takes. */
export function benchAuditQueries(events: number): Bench {
  return async ({ databaseUrl, callerToken, start }) => {
    await fillEvents(databaseUrl, [
      { partition: 999_998, count: events, firstCustomer: 0, customers },
      { partition: 999_999, count: exported, firstCustomer: exporter, customers: 1 },
    ]);
    const [, auditor] = await Promise.all([start('issuer'), start('auditor')]);
    await knownCaller(`${auditor.url}/audit-events?limit=1`, callerToken);
    const calls = new Calls(auditor.url, callerToken);
    const figures: Figure[] = [];
    for (const [name, asked] of Object.entries(questions)) {
      const ask = (): Promise<void> => {
        const customer = among(customers);
        return calls.expect(200, 'GET', `/audit-events?customer_id=${idOf('Customer', customer)}${asked(customer)}`);
      };
      const measured: number[][] = [];
      for (let run = 0; run <= runs; run++) measured.push(await durationsOf(ask, load));
      for (const share of [0.5, 0.99]) {
        const values = measured.slice(1).map((run) => percentile(run, share));
        figures.push({ name: `audit events ${name}, p${share * 100}`, unit: 'ms', measured: values, baseline: [], ...(share === 0.99 ? { aim: '50 ms' } : {}) });
      }
    }
    calls.close();
    for (const format of ['ndjson', 'csv', 'parquet']) figures.push(...(await exportIn(format, auditor.url, callerToken)));
    return figures;
  };
}

function ago(hours: number): string {
  return encodeURIComponent(new Date(Date.now() - hours * 3_600_000).toISOString());
}

async function exportIn(format: string, url: string, token: string): Promise<Figure[]> {
  const headers = { authorization: `Bearer ${token}` };
  let [resident, bytes, ended] = [0, 0, false];
  const watch = (async () => {
    for (; !ended; await pause(sampleEachMs)) resident = Math.max(resident, residentIn(await (await fetch(`${url}/metrics`, { headers })).text()));
  })();
  const begun = performance.now();
  const response = await fetch(`${url}/audit-events/export?format=${format}&customer_id=${idOf('Customer', exporter)}`, { headers });
  if (!response.ok || !response.body) throw new Error(`the export answered ${response.status}`);
  for await (const chunk of response.body) bytes += (chunk as Uint8Array).length;
  const seconds = (performance.now() - begun) / 1_000;
  ended = true;
  await watch;
  return [
    { name: `events exported as ${format}`, unit: '/s', measured: [exported / seconds], baseline: [] },
    { name: 'its bytes an event', unit: 'B', measured: [bytes / exported], baseline: [] },
    { name: 'the auditor’s memory meanwhile', unit: 'MiB', measured: [resident / mebibyte], baseline: [], aim: 'under 300 MiB' },
  ];
}

function residentIn(metrics: string): number {
  const found = /^process_resident_memory_bytes (\S+)$/m.exec(metrics);
  if (!found) throw new Error('the auditor does not tell its memory');
  return Number(found[1]);
}
