import { secureUrl } from '../remote-keys/secure-url.js';

export const leakedTokensEnv = {
  LEAK_REPORT_KEYS_URL: secureUrl
    .optional()
    .describe('where the public keys stand that leak reports are signed with, as GitHub’s secret scanning lists them; unset takes no signed reports'),
};
