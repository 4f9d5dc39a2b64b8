import { readText } from '../src/workspace.js';

export interface Variable {
  /** Any one of these says it: the value itself, or the file in which a secret stands. */
  readonly names: readonly string[];
  readonly required: boolean;
}

const page = readText('docs/configuration.md');
const namesIn = (cell: string): string[] => [...cell.matchAll(/`([A-Z_]{3,})`/g)].map(([, name = '']) => name);

/** The variables of a service, by the page that tests hold to its code. */
export function variablesOfService(service: string): Variable[] {
  const heading = `## ${service.charAt(0).toUpperCase()}${service.slice(1)}\n`;
  const section = page.slice(page.indexOf(heading) + heading.length).split('\n## ', 1)[0] ?? '';
  const rows = [...section.matchAll(/^\| (`[A-Z_`, ]+`) \| (.*) \|$/gm)];
  if (rows.length === 0) throw new Error(`docs/configuration.md has no variables of ${service}`);
  return rows.map(([, names = '', meaning = '']) => ({ names: namesIn(names), required: meaning.startsWith('**required**') }));
}

/** The variables that the row of a command names, and where it reads KAFKA_BROKERS those by which every service reaches Kafka. */
export function variablesOfCommand(file: string): string[] {
  const row = page.split('\n').find((line) => line.startsWith('| `node ') && [file, file.replace(/^apps\/\w+\//, 'apps/<app>/')].some((name) => line.includes(name)));
  if (row === undefined) throw new Error(`docs/configuration.md has no command ${file}`);
  const named = namesIn(row.slice(row.indexOf(' | ')));
  const reaching = variablesOfService('verifier').flatMap(({ names }) => names).filter((name) => name.startsWith('KAFKA_'));
  return named.includes('KAFKA_BROKERS') ? [...named, ...reaching] : named;
}
