import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RemoteKeys } from './remote-keys.js';

Logger.overrideLogger(false);

const times = { freshMs: 600_000, cooldownMs: 60_000, retryMs: 5_000, keepMs: 86_400_000 };
const { freshMs, cooldownMs, retryMs, keepMs } = times;
const unavailable = 'leak_keys_unavailable';

/** A host whose answers and whose time are set here. */
class Host {
  now = 1_000_000;
  asked = 0;
  /** How long it takes to answer. */
  delayMs = 0;
  /** `undefined` says that they are the same as before. */
  listed: readonly string[] | undefined | Error = ['a'];
  private readonly keys = new RemoteKeys(() => this.answer(), { ...times, unavailable }, () => this.now);

  ask(key: string): Promise<string | undefined> {
    return this.keys.find((keys) => keys.find((each) => each === key));
  }

  find(key: string): Promise<string | undefined> {
    return this.ask(key).catch((error: unknown) => (error as { code: string }).code);
  }

  private async answer(): Promise<readonly string[] | undefined> {
    this.asked += 1;
    this.now += this.delayMs;
    if (this.listed instanceof Error) throw this.listed;
    return this.listed;
  }
}

describe('remote keys', () => {
  it('are read once for all who need them, and not again while they are fresh', async () => {
    const host = new Host();
    expect(await Promise.all([host.find('a'), host.find('a'), host.find('a')])).toEqual(['a', 'a', 'a']);
    host.now += freshMs - 1;
    expect(await host.find('a')).toBe('a');
    expect(host.asked).toBe(1);
  });

  it('are read anew when one is asked for that is not known', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.listed] = [host.now + cooldownMs, ['b']];
    expect([await host.find('b'), await host.find('a')]).toEqual(['b', undefined]);
    expect(host.asked).toBe(2);
  });

  it.each([0, cooldownMs])('are read at most once in the cooldown, however many unknown ones are asked for, with a host that takes %d ms (a flood that would wear it down)', async (delayMs) => {
    const host = new Host();
    host.delayMs = delayMs;
    for (let sent = 0; sent < 100; sent += 1) expect(await host.find(`made up ${sent}`)).toBeUndefined();
    expect(host.asked).toBe(1);
  });

  it('end once they were withdrawn, with the next reading (a stolen key)', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.listed] = [host.now + freshMs, ['b']];
    expect(await host.find('a')).toBeUndefined();
  });

  it('stay where the host says that they are the same', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.listed] = [host.now + freshMs, undefined];
    expect([await host.find('a'), await host.find('b')]).toEqual(['a', undefined]);
    expect(host.asked).toBe(2);
  });
});

describe('while the host is away', () => {
  const away = new Error('away');

  it('known keys go on working, and the host is tried again', async () => {
    const host = new Host();
    await host.find('a');
    const start = host.now;
    host.listed = away;
    for (host.now += freshMs; host.now < start + keepMs; host.now += keepMs / 10) expect(await host.find('a')).toBe('a');
    expect(host.asked).toBe(11);
  });

  it('known keys do not work for ever (a stolen key, with the host kept away)', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.listed] = [host.now + keepMs, away];
    expect(await host.find('a')).toBe(unavailable);
  });

  it('no one can tell whether an unknown key is good', async () => {
    const host = new Host();
    await host.find('a');
    [host.now, host.listed] = [host.now + cooldownMs, away];
    expect([await host.find('b'), await host.find('a')]).toEqual([unavailable, 'a']);
  });

  it.each([0, retryMs])('without keys one has to wait, is told how long, and the host is left alone so long, also if it took %d ms to fail', async (delayMs) => {
    const host = new Host();
    [host.listed, host.delayMs] = [away, delayMs];
    await expect(host.ask('a')).rejects.toMatchObject({ code: unavailable, status: 503, cause: away, headers: { 'retry-after': '5' } });
    host.now += retryMs - 2_500;
    await expect(host.ask('a')).rejects.toMatchObject({ headers: { 'retry-after': '3' } });
    expect(host.asked).toBe(1);
  });

  it('its return is noticed', async () => {
    const host = new Host();
    host.listed = away;
    await host.find('a');
    [host.now, host.listed] = [host.now + retryMs, ['a']];
    expect([await host.find('a'), await host.find('b')]).toEqual(['a', undefined]);
  });
});
