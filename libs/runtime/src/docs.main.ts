import { writeErrorPages, writeMetrics } from './docs/write-docs.js';
import { runtimeErrors } from './errors/runtime-error.js';
import { describeCommonMetrics } from './metrics/describe-metrics.js';

await writeErrorPages('Every service', runtimeErrors);
await writeMetrics('Every service', describeCommonMetrics());
