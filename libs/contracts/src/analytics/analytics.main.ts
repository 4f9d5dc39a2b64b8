import { mkdir, writeFile } from 'node:fs/promises';
import { analyticsFiles } from './analytics-files.js';

const folder = new URL('../../../../docs/analytics/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(analyticsFiles())) await writeFile(new URL(name, folder), text);
