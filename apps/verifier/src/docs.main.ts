import { writeMetrics, writeOpenApi } from '@latchkey/runtime';
import { verifierMetricsShown } from './verifier.metrics-page.js';
import { verifierOpenApi } from './verifier.openapi.js';

await writeOpenApi('verifier', await verifierOpenApi());
await writeMetrics('Verifier', await verifierMetricsShown());
