import { writeOpenApi } from '@latchkey/runtime';
import { auditorOpenApi } from './auditor.openapi.js';

await writeOpenApi('auditor', await auditorOpenApi());
