import { noBroker } from './issuer.js';
import type { Check } from '../src/doctor/check.js';
import { Deployment } from '../src/doctor/deployment.js';
import { doctorEnv } from '../src/doctor/doctor.env.js';
import type { Verdict } from '../src/doctor/finding.js';

/** What a check says of the deployment that this environment leads to. */
export async function verdictsOf(check: Check, env: Readonly<Record<string, string>>): Promise<Verdict[]> {
  const deployment = new Deployment(doctorEnv.parse({ KAFKA_BROKERS: noBroker, ...env }));
  try {
    return await check.run(deployment);
  } finally {
    await deployment.close();
  }
}
