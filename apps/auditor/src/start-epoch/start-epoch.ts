import type { DataSource, EntityManager } from 'typeorm';
import type { LogKeys } from '../checkpoints/log-keys.js';
import type { Cluster } from '../ingest-batch/cluster.js';
import { endLog, forked, type InputPartition, lockLog, openLog, stopLog } from '../logs/logs.js';
import { CheckpointRefusedError } from '../sign-checkpoint/checkpoint-refused.error.js';
import { unsignedHead } from '../sign-checkpoint/unsigned-head.js';

/**
 * Begins a new log for a partition: at its first offset where its topic was made anew, and where the log before it ends if that one parts from what was signed
 * of it. The log before it stays as it is, and is published to its end.
 */
export class StartEpoch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: Pick<Cluster, 'id'>,
    private readonly keys: LogKeys,
  ) {}

  /** Answers the name of the new log. Refuses where nothing is wrong with the log. */
  async execute(input: InputPartition): Promise<string> {
    const clusterId = await this.cluster.id();
    return this.dataSource.transaction(async (manager) => {
      const log = await lockLog(manager, input);
      if (!log) throw new Error(`${input.topic}/${input.partition} has no log`);
      const goesOn = log.stopped === null;
      if (goesOn) await this.giveUp(manager, log.name);
      await endLog(manager, log.name);
      return openLog(manager, input, log.epoch + 1, goesOn ? log : { clusterId });
    });
  }

  private async giveUp(manager: EntityManager, log: string): Promise<void> {
    if (!(await partsFromSigned(manager, this.keys, log))) throw new Error(`the log ${log} is neither stopped nor parts from its last checkpoint`);
    await stopLog(manager, log, forked);
  }
}

async function partsFromSigned(manager: EntityManager, keys: LogKeys, log: string): Promise<boolean> {
  try {
    await unsignedHead(manager, keys, log);
    return false;
  } catch (error) {
    if (error instanceof CheckpointRefusedError && error.code !== 'last_not_ours') return true;
    throw error;
  }
}
