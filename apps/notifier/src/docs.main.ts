import { writeErrorPages, writeMetrics, writeOpenApi } from '@latchkey/runtime';
import { notifierErrors } from './notifier.errors.js';
import { notifierMetricsShown } from './notifier.metrics-page.js';
import { notifierOpenApi } from './notifier.openapi.js';

await writeOpenApi('notifier', await notifierOpenApi());
await writeErrorPages('Notifier', notifierErrors);
await writeMetrics('Notifier', await notifierMetricsShown());
