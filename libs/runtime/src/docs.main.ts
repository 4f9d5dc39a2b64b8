import { writeErrorPages } from './docs/write-docs.js';
import { runtimeErrors } from './errors/runtime-error.js';

await writeErrorPages('Every service', runtimeErrors);
