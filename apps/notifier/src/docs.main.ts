import { writeErrorPages, writeOpenApi } from '@latchkey/runtime';
import { notifierErrors } from './notifier.errors.js';
import { notifierOpenApi } from './notifier.openapi.js';

await writeOpenApi('notifier', await notifierOpenApi());
await writeErrorPages('Notifier', notifierErrors);
