import { parseEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { runCommand } from './command.js';
import { infrastructureEnv } from './stack.env.js';
import { say } from './terminal.js';
import { countResults, forgetResults } from './tests/count-results.js';
import { projectsUnderTest, runManyTests } from './tests/nx.js';
import { throwAwayInfrastructure } from './throw-away.js';

const env = parseEnv(z.object(infrastructureEnv));
const args = process.argv.slice(2);

await runCommand({ name: `test-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const [projects, { brokers, databaseUrl }] = await Promise.all([
    projectsUnderTest(children, args),
    throwAwayInfrastructure(env, { tunedFor: 'tests', children, record }),
  ]);
  forgetResults(projects);
  const code = await runManyTests(children, args, { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl });
  const { passed, failed, failures } = countResults(projects);
  const unexplained = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  for (const failure of failures) say(`FAILED ${failure}\n`);
  say(`${passed} passed, ${failed + unexplained} failed`);
  return failed + unexplained > 0 ? code || 1 : 0;
});
