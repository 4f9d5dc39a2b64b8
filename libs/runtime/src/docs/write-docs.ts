import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { errorPages, errorSection, type ErrorKinds, readErrorPages } from '../errors/error-pages.js';
import type { MetricDescription } from '../metrics/describe-metrics.js';
import { metricsSection } from '../metrics/metrics-table.js';
import { withSection } from './with-section.js';

const docs = new URL('../../../../docs/', import.meta.url);

/** Renews `docs/openapi/<service>.json`. */
export async function writeOpenApi(service: string, document: object): Promise<void> {
  const folder = new URL('openapi/', docs);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${service}.json`, folder), `${JSON.stringify(document, null, 2)}\n`);
}

/** Renews what docs/errors says of these codes, and takes away the pages of codes that are no more. */
export async function writeErrorPages(owner: string, kinds: ErrorKinds): Promise<void> {
  const folder = new URL('errors/', docs);
  const index = new URL('README.md', folder);
  for (const file of Object.keys(readErrorPages(folder, owner))) await rm(new URL(file, folder));
  for (const [file, page] of Object.entries(errorPages(owner, kinds))) await writeFile(new URL(file, folder), page);
  await writeFile(index, withSection(await readFile(index, 'utf8'), errorSection(owner, kinds)));
}

/** Renews what docs/metrics.md says of these metrics. */
export async function writeMetrics(owner: string, metrics: readonly MetricDescription[]): Promise<void> {
  const page = new URL('metrics.md', docs);
  await writeFile(page, withSection(await readFile(page, 'utf8'), metricsSection(owner, metrics)));
}
