import { writeOpenApi } from '@latchkey/runtime';
import { verifierOpenApi } from './verifier.openapi.js';

await writeOpenApi('verifier', await verifierOpenApi());
