import { describe, expect, it } from '@jest/globals';
import { createLog } from './log.js';
import { NestLog } from './nest-log.js';

function logged(write: (log: NestLog) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(new NestLog(createLog('x', 'trace', { write: (line) => lines.push(line) })));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('NestLog', () => {
  it.each([
    ['log', 'info'],
    ['error', 'error'],
    ['warn', 'warn'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
    ['fatal', 'fatal'],
  ] as const)('writes %s as %s', (method, level) => {
    expect(logged((log) => log[method]('hello', 'Part'))).toMatchObject([{ level, msg: 'hello', context: 'Part', service: 'x' }]);
  });

  it('takes an object as fields', () => {
    expect(logged((log) => log.warn({ msg: 'lag', partition: 3 }, 'Part'))).toMatchObject([{ msg: 'lag', partition: 3, context: 'Part' }]);
  });

  it('keeps an error, wherever it stands', () => {
    const error = new Error('why');
    for (const write of [(log: NestLog) => log.error(error, 'Part'), (log: NestLog) => log.error('what', error, 'Part')]) {
      expect(logged(write)).toMatchObject([{ context: 'Part', err: { type: 'Error', message: 'why', stack: expect.any(String) } }]);
    }
  });

  it('keeps the stack that Nest passes as text', () => {
    expect(logged((log) => log.error('what', 'Error: what\n at …', 'Part'))).toMatchObject([{ msg: 'what', stack: 'Error: what\n at …', context: 'Part' }]);
  });

  it('keeps what Nest says of its own start for debugging', () => {
    expect(logged((log) => log.log('Mapped {/x, GET} route', 'RouterExplorer'))).toMatchObject([{ level: 'debug' }]);
  });
});
