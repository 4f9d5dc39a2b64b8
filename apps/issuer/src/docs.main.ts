import { writeErrorPages, writeMetrics, writeOpenApi } from '@latchkey/runtime';
import { issuerErrors } from './issuer.errors.js';
import { issuerMetricsShown } from './issuer.metrics-page.js';
import { issuerOpenApi } from './issuer.openapi.js';
import { proberMetricsShown } from './prober/prober.metrics-page.js';

await writeOpenApi('issuer', await issuerOpenApi());
await writeErrorPages('Issuer', issuerErrors);
await writeMetrics('Issuer', await issuerMetricsShown());
await writeMetrics('Prober', await proberMetricsShown());
