import type { DataSource } from 'typeorm';
import type { Cluster } from '../ingest-batch/cluster.js';
import { endLog, type InputPartition, lockLog, openLog } from '../logs/logs.js';

/** Begins a new log for a partition whose topic was made anew, from its first offset. The log before it stays as it is, and is published to its end. */
export class StartEpoch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: Pick<Cluster, 'id'>,
  ) {}

  /** Answers the name of the new log. Refuses where the log is not stopped: all that it holds would be recorded twice. */
  async execute(input: InputPartition): Promise<string> {
    const clusterId = await this.cluster.id();
    return this.dataSource.transaction(async (manager) => {
      const log = await lockLog(manager, input);
      if (!log) throw new Error(`${input.topic}/${input.partition} has no log`);
      if (log.stopped === null) throw new Error(`the log ${log.name} is not stopped`);
      await endLog(manager, log.name);
      return openLog(manager, input, log.epoch + 1, clusterId);
    });
  }
}
