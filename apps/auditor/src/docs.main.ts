import { writeErrorPages, writeOpenApi } from '@latchkey/runtime';
import { auditorErrors } from './auditor.errors.js';
import { auditorOpenApi } from './auditor.openapi.js';

await writeOpenApi('auditor', await auditorOpenApi());
await writeErrorPages('Auditor', auditorErrors);
