import { writeErrorPages, writeOpenApi } from '@latchkey/runtime';
import { issuerErrors } from './issuer.errors.js';
import { issuerOpenApi } from './issuer.openapi.js';

await writeOpenApi('issuer', await issuerOpenApi());
await writeErrorPages('Issuer', issuerErrors);
