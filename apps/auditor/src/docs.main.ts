import { writeErrorPages, writeMetrics, writeOpenApi } from '@latchkey/runtime';
import { auditorErrors } from './auditor.errors.js';
import { auditorMetricsShown } from './auditor.metrics-page.js';
import { auditorOpenApi } from './auditor.openapi.js';

await writeOpenApi('auditor', await auditorOpenApi());
await writeErrorPages('Auditor', auditorErrors);
await writeMetrics('Auditor', await auditorMetricsShown());
