import type { Check } from './check.js';
import { fail, ok, type Verdict } from './finding.js';
import { reasonOf } from './reason-of.js';

export interface Server {
  readonly version: string;
  readonly standby: boolean;
}

export const database: Check = {
  name: 'database',
  run: async (deployment) => {
    try {
      const dataSource = await deployment.database();
      const [server] = await dataSource.query<Server[]>(`select current_setting('server_version') as version, pg_is_in_recovery() as standby`);
      return [judgeServer(server as Server)];
    } catch (error) {
      return [fail(`does not answer: ${reasonOf(error)}`, 'Start Postgres, or mend the way to it and the log-in in DATABASE_URL. Until then verifiers go on, and nothing is issued or revoked.')];
    }
  },
};

export function judgeServer({ version, standby }: Server): Verdict {
  if (standby) return fail('DATABASE_URL leads to a standby, which takes no writes', 'Let DATABASE_URL lead to the primary, or promote this one if the primary is gone.');
  return ok(`Postgres ${version} answers and takes writes`);
}
