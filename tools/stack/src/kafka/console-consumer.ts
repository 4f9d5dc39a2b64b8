import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { fetchJars } from './fetch-jars.js';
import { jarsDirectory } from './kafka-version.js';
import { kafkaWay } from './kafka-way.js';

const mainClass = 'org.apache.kafka.tools.consumer.ConsoleConsumer';

/** As in the settings that Kafka's distribution has for its commands: what they print is theirs alone. */
const logging = `status = off
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = stderr
`;

/** Makes a folder for the `PATH` that has Kafka's console consumer under the name that it has in Kafka's distribution. Needs Java. */
export async function makeConsoleConsumer(folder: string, children: Children): Promise<void> {
  const way = kafkaWay();
  if (way.way !== 'java') throw new StackError('Kafka’s console consumer needs Java and Maven on this machine');
  await fetchJars(children);
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'log4j2.properties');
  writeFileSync(settings, logging);
  const program = `'${way.java.command}' -Xmx256m -Dlog4j2.configurationFile='${settings}' -cp '${join(jarsDirectory, 'libs', '*')}' ${mainClass}`;
  writeFileSync(join(folder, 'kafka-console-consumer.sh'), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
}
