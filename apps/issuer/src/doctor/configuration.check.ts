import type { Check } from './check.js';
import { serviceNames, urlsVariable } from './doctor.env.js';
import { ok, skipped } from './finding.js';

/** A variable of the issuer that is wrong ends the command before this; nobody else's can be seen from here. */
export const configuration: Check = {
  name: 'configuration',
  run: async ({ env }) => {
    const unknown = serviceNames.filter((service) => env[urlsVariable(service)].length === 0);
    const right = ok(`the issuer's variables are as they have to be; topics start with "${env.KAFKA_TOPIC_PREFIX}"`);
    return unknown.length === 0 ? [right] : [right, skipped(`what only services tell of themselves: set ${unknown.map(urlsVariable).join(', ')}`)];
  },
};
