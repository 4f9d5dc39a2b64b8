import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { publicVector } from '../../test/key-server.js';
import type { ReporterKeySet } from './read-reporter-keys.js';
import { readKey } from './report-signature.js';
import { cooldownMs, freshMs, keepMs, ReporterKeys, retryMs } from './reporter-keys.js';

Logger.overrideLogger(false);

const setOf = (...ids: string[]): ReporterKeySet => new Map(ids.map((id) => [id, readKey(publicVector.pem) as KeyObject]));

/** A host whose answers and whose time are set here. */
class Host {
  now = 0;
  asked = 0;
  keys: ReporterKeySet | undefined | Error = setOf('a');
  readonly reporter = new ReporterKeys(async () => {
    this.asked++;
    if (this.keys instanceof Error) throw this.keys;
    return this.keys;
  }, () => this.now);

  async find(id: string): Promise<string> {
    return this.reporter.find(id).then(
      () => 'found',
      (error: unknown) => (error as { code: string }).code,
    );
  }
}

describe('ReporterKeys', () => {
  it('asks once, however many reports come at once, and not again while the keys are fresh', async () => {
    const host = new Host();
    expect(await Promise.all([host.find('a'), host.find('a'), host.find('a')])).toEqual(['found', 'found', 'found']);
    host.now = freshMs - 1;
    expect(await host.find('a')).toBe('found');
    expect(host.asked).toBe(1);
  });

  it('forgets a key that was withdrawn once the keys are old, and keeps them where they are told to be the same', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.keys] = [freshMs, undefined];
    expect(await host.find('a')).toBe('found');
    [host.now, host.keys] = [2 * freshMs, setOf('b')];
    expect([await host.find('a'), await host.find('b')]).toEqual(['unknown_key', 'found']);
  });

  it('learns of a new key at once, but asks no oftener than the cooldown whatever keys are named: nobody can make it ask', async () => {
    const host = new Host();
    await host.find('a');
    for (const id of ['x', 'y', 'z']) expect(await host.find(id)).toBe('unknown_key');
    expect(host.asked).toBe(1);
    [host.now, host.keys] = [cooldownMs, setOf('a', 'b')];
    expect(await host.find('b')).toBe('found');
    expect(host.asked).toBe(2);
  });

  it('says that only the host could tell while the host is away, and asks it again soon', async () => {
    const host = new Host();
    host.keys = new Error('away');
    expect([await host.find('a'), await host.find('a')]).toEqual(['leak_keys_unavailable', 'leak_keys_unavailable']);
    expect(host.asked).toBe(1);
    [host.now, host.keys] = [retryMs, setOf('a')];
    expect([await host.find('a'), await host.find('b')]).toEqual(['found', 'unknown_key']);
  });

  it('goes on with the keys it knows while the host is away, for a day', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.keys] = [keepMs - 1, new Error('away')];
    expect([await host.find('a'), await host.find('b')]).toEqual(['found', 'leak_keys_unavailable']);
    host.now = keepMs;
    expect(await host.find('a')).toBe('leak_keys_unavailable');
  });

  it('takes no report where it has no host', async () => {
    await expect(ReporterKeys.at(undefined).find('a')).rejects.toMatchObject({ code: 'leak_reports_off', status: 404 });
  });
});
