import { parseEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { runCommand } from './command.js';
import { refuseOthers, takeSecure } from './security/asked-security.js';
import { infrastructureEnv } from './stack.env.js';
import { say } from './terminal.js';
import { countResults, forgetResults } from './tests/count-results.js';
import { projectsUnderTest, runManyTests } from './tests/nx.js';
import { throwAwayInfrastructure } from './throw-away.js';

const env = parseEnv(z.object(infrastructureEnv));
const { secure, others } = takeSecure(process.argv.slice(2));
// What passed without security has not passed with it.
const args = secure ? ['--skip-nx-cache', ...others] : others;

await runCommand({ name: `test-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  if (secure) refuseOthers(env);
  const [projects, { brokers, databaseUrl, securityFolder = '' }] = await Promise.all([
    projectsUnderTest(children, args),
    throwAwayInfrastructure(env, { tunedFor: 'tests', children, record, secure }),
  ]);
  forgetResults(projects);
  const code = await runManyTests(children, args, { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, E2E_SECURITY: securityFolder });
  const { passed, failed, failures } = countResults(projects);
  const unexplained = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  for (const failure of failures) say(`FAILED ${failure}\n`);
  say(`${passed} passed, ${failed + unexplained} failed`);
  return failed + unexplained > 0 ? code || 1 : 0;
});
