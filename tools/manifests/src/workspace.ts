import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

/** A path of the workspace, from its root. */
export const pathOf = (path: string): string => fileURLToPath(new URL(path, root));

export const readText = (path: string): string => readFileSync(pathOf(path), 'utf8');
