import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { publicVector } from '../../test/key-server.js';
import { readKey } from './report-signature.js';
import { ReporterKeys, reporterKeyTimes } from './reporter-keys.js';

Logger.overrideLogger(false);

const key = readKey(publicVector.pem) as KeyObject;

describe('the keys of a reporter', () => {
  it('are found by their identifier, a new one within the cooldown', async () => {
    let [listed, now] = [['a'], 0];
    const keys = new ReporterKeys(async () => new Map(listed.map((id) => [id, key])), () => now);
    expect(await keys.find('a')).toBe(key);
    await expect(keys.find('b')).rejects.toMatchObject({ code: 'unknown_key', status: 401 });
    [listed, now] = [['a', 'b'], reporterKeyTimes.cooldownMs];
    expect(await keys.find('b')).toBe(key);
  });

  it('are waited for while their host is away', async () => {
    const keys = new ReporterKeys(() => Promise.reject(new Error('away')));
    await expect(keys.find('a')).rejects.toMatchObject({ code: 'leak_keys_unavailable', status: 503, headers: { 'retry-after': '30' } });
  });

  it('are none without a host, so that no report is taken', async () => {
    await expect(ReporterKeys.at(undefined).find('a')).rejects.toMatchObject({ code: 'leak_reports_off', status: 404 });
  });
});
