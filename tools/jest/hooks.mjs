/** How Node finds and reads TypeScript: packages of this repository by their sources, `./name.js` in them by `./name.ts`. */
import { fileURLToPath } from 'node:url';
import { compile } from './compile.cjs';

const globals = new URL('./globals.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: globals, shortCircuit: true };
  const isSource = /^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts');
  return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, { ...context, conditions: ['@latchkey/source', ...context.conditions] });
}

export function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: compile(fileURLToPath(url)).code, shortCircuit: true };
}
