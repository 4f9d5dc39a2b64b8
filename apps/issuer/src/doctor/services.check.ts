import type { Check } from './check.js';
import { serviceNames, type ServiceName, urlsVariable } from './doctor.env.js';
import { fail, ok, skipped, type Verdict } from './finding.js';
import type { Instance } from './instance.js';

export const services: Check = {
  name: 'services',
  run: async (deployment) => {
    const instances = await deployment.instances();
    return serviceNames.flatMap((service) => {
      const own = instances.filter((each) => each.service === service);
      return own.length === 0 ? [skipped(`${service}: ${urlsVariable(service)} is not set`)] : own.map(judgeInstance);
    });
  },
};

const runbooks: Readonly<Record<ServiceName, string>> = { issuer: 'service-down', verifier: 'keyring-not-caught-up', auditor: 'service-down', notifier: 'service-down' };

export function judgeInstance({ service, name, answer }: Pick<Instance, 'service' | 'name' | 'answer'>): Verdict {
  if ('failure' in answer) return fail(`${name} does not answer: ${answer.failure}`, `See whether the ${service} runs, and what its log ends with.`, 'service-down');
  if (answer.ready) return ok(`${name} is ready`);
  const down = Object.entries(answer.details).filter(([, { status }]) => status !== 'up').map(([check]) => check);
  const text = down.length === 0 ? answer.status : `${answer.status}: ${down.join(', ')}`;
  return fail(`${name} is not ready (${text})`, 'Mend what is named; it is ready again by itself.', runbooks[service]);
}
