import type { InputPartition } from '../logs/logs.js';

export type StopCode = 'cluster_changed' | 'input_shorter' | 'input_changed';

/** For the operator: why a log does not grow. */
export const stopCodes: Readonly<Record<StopCode, string>> = {
  cluster_changed: 'The records now come from another Kafka cluster than those in the log.',
  input_shorter: 'The partition ends before the offset that the log has reached.',
  input_changed: 'At the offset of the last record in the log stands another one.',
};

/** What comes in is not what the log was made from: to append it would make one history of two. Nothing is, until an operator starts a new epoch. */
export class LogStoppedError extends Error {
  override readonly name = 'LogStoppedError';

  constructor(
    readonly code: StopCode,
    log: string,
    { topic, partition }: InputPartition,
  ) {
    super(`The log ${log} is stopped: ${stopCodes[code]} If the topic was made anew, start a new epoch: start-epoch.main.js ${topic} ${partition}`);
  }
}
