import type { Colour, Paint } from '../terminal.js';

const levelColours: Readonly<Record<string, Colour>> = { fatal: 'red', error: 'red', warn: 'yellow', info: 'green', debug: 'dim', trace: 'dim' };
const levelWidth = 5;
/** What every line has, or says already in its prefix. */
const standing = new Set(['level', 'time', 'service', 'msg', 'err', 'pid', 'hostname']);

type Entry = Readonly<Record<string, unknown>>;

/** A service's JSON line as a person reads it: time of day, level, message, then the rest as `name=value`; a line that is no such JSON stays as it is. */
export function readableLine(line: string, paint: Paint): string {
  const entry = entryOf(line);
  if (!entry) return line;
  const level = String(entry['level']);
  const parts = [
    paint('dim', timeOfDay(String(entry['time']))),
    paint(levelColours[level] ?? 'dim', level.padEnd(levelWidth)),
    String(entry['msg'] ?? ''),
    paint('dim', fieldsOf(entry)),
  ];
  return [parts.filter((part) => part !== '' && part !== paint('dim', '')).join(' '), ...errorLines(entry['err'])].join('\n');
}

/** Puts the name of its service before each line. */
export function prefixed(prefix: string, text: string): string {
  return text.split('\n').map((line) => `${prefix}${line}`).join('\n');
}

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as Entry;
    return typeof entry['level'] === 'string' && typeof entry['time'] === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function timeOfDay(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toTimeString().slice(0, 8);
}

function fieldsOf(entry: Entry): string {
  return Object.entries(entry)
    .filter(([name, value]) => !standing.has(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

function errorLines(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { stack, message, cause } = error as { stack?: unknown; message?: unknown; cause?: unknown };
  const own = typeof stack === 'string' ? stack : typeof message === 'string' ? message : JSON.stringify(error);
  return [...own.split('\n').map((line) => `  ${line}`), ...errorLines(cause).map((line, index) => (index === 0 ? `  caused by:${line.slice(1)}` : line))];
}
