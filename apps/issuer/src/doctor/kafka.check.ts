import type { Check } from './check.js';
import { fail, ok } from './finding.js';
import { reasonOf } from './reason-of.js';

export const kafka: Check = {
  name: 'kafka',
  run: async (deployment) => {
    try {
      return [ok(`cluster ${await deployment.kafka.clusterId()} answers`)];
    } catch (error) {
      return [fail(`does not answer: ${reasonOf(error)}`, 'Start the brokers, or mend the way to KAFKA_BROKERS. Until then changes wait in the outbox and verifiers grow stale.', 'outbox-waits')];
    }
  },
};
