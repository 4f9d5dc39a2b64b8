import { readerOf } from '../leaked-tokens/read-reporter-keys.js';
import type { Check } from './check.js';
import { fail, ok, skipped } from './finding.js';
import { reasonOf } from './reason-of.js';

export const leakReportKeys: Check = {
  name: 'leak report keys',
  run: async ({ env: { LEAK_REPORT_KEYS_URL: url } }) => {
    if (url === undefined) return [skipped('LEAK_REPORT_KEYS_URL is not set: no signed reports are taken')];
    try {
      return [ok(`${(await readerOf(url)())?.size ?? 0} can be used`)];
    } catch (error) {
      return [fail(`cannot be read: ${reasonOf(error)}`, 'Open the way from the issuer to LEAK_REPORT_KEYS_URL. Keys that are known go on for a day; then reports of leaked tokens are refused.')];
    }
  },
};
