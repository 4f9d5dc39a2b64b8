import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this code lies in, whether as source or built. */
export const workspace = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Everything the local stack keeps, relative to the checkout. */
export const local = (...path: string[]): string => join(workspace, '.latchkey', ...path);
