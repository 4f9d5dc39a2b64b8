import { writeOpenApi } from '@latchkey/runtime';
import { notifierOpenApi } from './notifier.openapi.js';

await writeOpenApi('notifier', await notifierOpenApi());
