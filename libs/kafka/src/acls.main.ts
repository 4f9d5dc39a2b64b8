import { type Principal, principals } from '@latchkey/contracts';
import { z } from 'zod';
import { aclArguments, applyAcls } from './acls-admin.js';
import { commandEnv } from './command-env.js';
import { KafkaClient } from './kafka-client.js';
import { checkKafka, kafkaEnv } from './kafka.env.js';

const [command, ...names] = process.argv.slice(2);
const chosen = choose(names);
if ((command !== 'apply' && command !== 'print') || !chosen) {
  process.stderr.write(`usage: acls apply|print [<principal> …], of ${principals.map(({ name }) => name).join(', ')}; default all but the examples\n`);
  process.exit(64);
}

if (command === 'print') {
  const { KAFKA_TOPIC_PREFIX: prefix } = commandEnv(z.object({ KAFKA_TOPIC_PREFIX: kafkaEnv.KAFKA_TOPIC_PREFIX }));
  process.stdout.write(`${aclArguments(chosen, prefix).join('\n')}\n`);
} else {
  const env = commandEnv(z.object(kafkaEnv).superRefine(checkKafka));
  const changes = await applyAcls(KafkaClient.of(env, 'latchkey-acls'), chosen);
  process.stdout.write(changes.length === 0 ? 'all rights are as declared\n' : `${changes.join('\n')}\n`);
}

/** Undefined where a name is none of theirs. */
function choose(wanted: readonly string[]): readonly Principal[] | undefined {
  if (wanted.length === 0) return principals.filter(({ kind }) => kind !== 'example');
  const found = principals.filter(({ name }) => wanted.includes(name));
  return found.length === new Set(wanted).size ? found : undefined;
}
