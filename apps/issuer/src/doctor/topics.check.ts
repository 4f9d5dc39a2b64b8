import { type Cluster, lookAtCluster, type TopicFound } from '@latchkey/kafka';
import type { Check } from './check.js';
import { fail, ok, type Verdict, warn } from './finding.js';

export const topics: Check = {
  name: 'topics',
  needs: 'kafka',
  run: async ({ kafka }) => judgeTopics(await lookAtCluster(kafka)),
};

const apply = 'Run node libs/kafka/dist/topics.main.js apply';
/** Fewer replicas than this lose what was acknowledged with the disks of one or two brokers. */
const enoughReplicas = 3;

export function judgeTopics({ brokers, topics: found }: Cluster): Verdict[] {
  const faults = found.flatMap((topic) => judgeTopic(topic, brokers));
  return faults.length > 0 ? faults : [ok(`all ${found.length} are as declared, on ${brokers} ${brokers === 1 ? 'broker' : 'brokers'}`)];
}

function judgeTopic(found: TopicFound, brokers: number): Verdict[] {
  if (found.partitions.length === 0) return [fail(`${found.name} is missing`, `${apply}. If it was there before, what was on it is lost: restore the cluster first.`)];
  return [...judgePartitions(found), ...judgeSettings(found), ...judgeReplicas(found, brokers)];
}

function judgePartitions({ topic, name, partitions }: TopicFound): Verdict[] {
  const [have, wanted] = [partitions.length, topic.partitions];
  if (have === wanted || (have > wanted && !topic.fixedPartitions)) return [];
  const text = `${name} has ${have} partitions and not ${wanted}`;
  if (topic.fixedPartitions) return [warn(text, 'Leave it: where a key lies may never change. topics apply will refuse; for another count make a new topic and republish.')];
  return [warn(text, `${apply}, which adds them.`)];
}

function judgeSettings({ topic, name, settings }: TopicFound): Verdict[] {
  const differing = Object.entries(topic.config).filter(([setting, value]) => settings[setting] !== value);
  if (differing.length === 0) return [];
  const text = `${name} has ${differing.map(([setting, value]) => `${setting}=${settings[setting]} and not ${value}`).join(', ')}`;
  // With the wrong one, token-state forgets tokens, or the others keep the last event of each key alone.
  return [(differing.some(([setting]) => setting === 'cleanup.policy') ? fail : warn)(text, `${apply}, which puts back what is declared.`)];
}

function judgeReplicas({ name, partitions, settings }: TopicFound, brokers: number): Verdict[] {
  const least = Number(settings['min.insync.replicas'] ?? 1);
  const short = partitions.filter(({ inSync }) => inSync < least).map(({ partition }) => partition);
  if (short.length > 0) return [fail(`${name} takes no writes on partitions ${short.join(', ')}: fewer than ${least} replicas are in sync`, 'Bring the brokers back that hold the others.', 'outbox-waits')];
  const behind = partitions.filter(({ inSync, replicas }) => inSync < replicas).map(({ partition }) => partition);
  const missing = behind.length === 0 ? [] : [warn(`${name} has replicas out of sync on partitions ${behind.join(', ')}`, 'Bring the brokers back that hold them; see their logs and disks.')];
  return [...missing, ...judgeReplication(name, { replicas: Math.min(...partitions.map(({ replicas }) => replicas)), least, brokers })];
}

function judgeReplication(name: string, { replicas, least, brokers }: { replicas: number; least: number; brokers: number }): Verdict[] {
  if (replicas < Math.min(enoughReplicas, brokers)) {
    return [warn(`${name} has ${replicas} of ${Math.min(enoughReplicas, brokers)} replicas: it goes with the disk of a broker`, 'Reassign its partitions with kafka-reassign-partitions.sh, or change replicas in its manifest.')];
  }
  if (replicas > 1 && least < 2) {
    return [warn(`${name} has min.insync.replicas=${least}: what was acknowledged can be lost with one broker`, 'Set min.insync.replicas=2 on the topic or the brokers.')];
  }
  return [];
}
