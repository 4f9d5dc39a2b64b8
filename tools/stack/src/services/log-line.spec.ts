import { describe, expect, it } from '@jest/globals';
import { ansi, plain } from '../terminal.js';
import { prefixed, readableLine } from './log-line.js';

const noon = new Date(2026, 10, 24, 12, 0, 1);
const line = (fields: Record<string, unknown>): string => JSON.stringify({ level: 'info', time: noon.toISOString(), service: 'issuer', ...fields });

describe('readableLine', () => {
  it('shows time, level, message and fields', () => {
    expect(readableLine(line({ url: 'http://127.0.0.1:3001', partitions: [1, 2], msg: 'listening' }), plain)).toBe(
      '12:00:01 info  listening url=http://127.0.0.1:3001 partitions=[1,2]',
    );
  });

  it('ends after the message where there is no more to say', () => {
    expect(readableLine(line({ level: 'error', msg: 'stopped', route: null }), plain)).toBe('12:00:01 error stopped');
    expect(readableLine(line({ msg: 'stopped' }), ansi)).toMatch(/ stopped$/);
  });

  it('shows an error with its stack and its cause', () => {
    const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at here', cause: { message: 'deeper', stack: 'Error: deeper\n    at there' } };
    expect(readableLine(line({ level: 'fatal', msg: 'failed', err }), plain)).toBe(
      ['12:00:01 fatal failed', '  Error: no', '      at here', '  caused by: Error: deeper', '      at there'].join('\n'),
    );
  });

  it('colours the level', () => {
    expect(readableLine(line({ msg: 'm' }), ansi)).toContain('\u001b[32minfo \u001b[0m');
    expect(readableLine(line({ level: 'error', msg: 'm' }), ansi)).toContain('\u001b[31merror\u001b[0m');
  });

  it.each(['plain text', '{ broken', '{"level":30,"msg":"another logger"}', '', '[1]'])('passes %p through', (text) => {
    expect(readableLine(text, plain)).toBe(text);
  });
});

describe('prefixed', () => {
  it('stands before each line', () => expect(prefixed('issuer | ', 'one\ntwo')).toBe('issuer | one\nissuer | two'));
});
