import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../src/services/apps.js';
import { workspace } from '../src/workspace.js';

/** The specs of each service hold this page to its schema. */
const page = readFileSync(join(workspace, 'docs/configuration.md'), 'utf8');

/** The variables of a service, without those that name a secret’s file. */
export function serviceVariables(app: App): string[] {
  return rows(`${app[0]?.toUpperCase()}${app.slice(1)}`).flatMap(([name = '']) => words(name).slice(0, 1));
}

/** What a command reads. */
export function commandVariables(command: string): string[] {
  const names = [command, command.replace(/^node apps\/\w+\//, 'node apps/<app>/')].map((name) => `\`${name}\``);
  const [, reads = ''] = rows('Commands').find(([named = '']) => names.includes(named)) ?? [];
  return words(reads);
}

function rows(title: string): string[][] {
  const [, section = ''] = page.split(`\n## ${title}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| (`.*?) \| (.*) \|$/gm)].map(([, ...cells]) => cells);
}

function words(cell: string): string[] {
  return [...cell.matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, word = '']) => word);
}
