import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import { runCommand } from './command.js';

const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
const lines = () => written.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);

afterEach(() => {
  process.exitCode = undefined;
  written.mockClear();
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
