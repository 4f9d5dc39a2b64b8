import { writeFile } from 'node:fs/promises';
import { asyncApi } from './asyncapi.js';

await writeFile(new URL('../../../docs/asyncapi.json', import.meta.url), `${JSON.stringify(asyncApi(), null, 2)}\n`);
