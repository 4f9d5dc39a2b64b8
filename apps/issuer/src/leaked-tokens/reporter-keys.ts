import type { KeyObject } from 'node:crypto';
import { challenge } from '@latchkey/runtime';
import { IssuerError } from '../issuer.errors.js';
import { RemoteKeys } from '../remote-keys/remote-keys.js';
import { readerOf } from './read-reporter-keys.js';
import type { ReporterKeySet } from './read-reporter-keys.js';

const minuteMs = 60_000;
/** Seldom enough for the rate limit that the host has for each address. */
export const reporterKeyTimes = { freshMs: 60 * minuteMs, cooldownMs: 5 * minuteMs, retryMs: minuteMs / 2, keepMs: 24 * 60 * minuteMs };

/** The public keys of whoever reports leaks. */
export class ReporterKeys {
  private readonly keys: RemoteKeys<ReporterKeySet> | undefined;

  constructor(read: (() => Promise<ReporterKeySet | undefined>) | undefined, now?: () => number) {
    this.keys = read && new RemoteKeys(read, { ...reporterKeyTimes, unavailable: 'leak_keys_unavailable' }, now);
  }

  /** With no URL, no report is taken. */
  static at(url: string | undefined): ReporterKeys {
    return new ReporterKeys(url === undefined ? undefined : readerOf(url));
  }

  /** Throws `unknown_key`; `leak_keys_unavailable` where only the host could tell; `leak_reports_off`. */
  async find(id: string): Promise<KeyObject> {
    if (!this.keys) throw new IssuerError('leak_reports_off');
    const key = await this.keys.find((keys) => keys.get(id));
    if (!key) throw new IssuerError('unknown_key', { headers: challenge({}) });
    return key;
  }
}
