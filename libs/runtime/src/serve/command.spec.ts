import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import { runCommand } from './command.js';

let written: jest.SpiedFunction<typeof process.stderr.write>;
// What Jest itself says in this process is no JSON.
const lines = () => written.mock.calls.flatMap(([line]) => (String(line).startsWith('{') ? [JSON.parse(String(line)) as Record<string, unknown>] : []));

beforeEach(() => {
  written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  process.exitCode = undefined;
  written.mockRestore();
});

describe('runCommand', () => {
  it('logs what the command says through Nest, as JSON', async () => {
    await runCommand('migrate', 'info', async () => new Logger('here').log({ msg: 'done', count: 2 }));
    expect(lines()).toEqual([expect.objectContaining({ level: 'info', service: 'migrate', context: 'here', msg: 'done', count: 2 })]);
    expect(process.exitCode).toBeUndefined();
  });

  it('ends with 1 when the command fails, and says why without what a database error carries along', async () => {
    const secret = mintToken();
    const error = Object.assign(new Error(`refused ${secret}`, { cause: new Error('deeper') }), { code: '23505', parameters: ['marker'] });
    await runCommand('migrate', 'info', () => Promise.reject(error));
    expect(process.exitCode).toBe(1);
    expect(lines()).toMatchObject([
      { level: 'fatal', msg: 'failed', err: { message: 'refused lka_[redacted]', code: '23505', cause: { message: 'deeper' } } },
    ]);
    expect(JSON.stringify(written.mock.calls)).not.toMatch(new RegExp(`marker|${secret}`));
  });
});
