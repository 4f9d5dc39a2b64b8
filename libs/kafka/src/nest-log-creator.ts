import { Logger } from '@nestjs/common';
import { type logCreator, logLevel } from 'kafkajs';

/** kafkajs reports at error level what it goes on to try again; whether that worked is for the caller to say. */
export const nestLogCreator: logCreator = () => {
  const log = new Logger('kafkajs');
  return ({ namespace, level, log: { message, error, groupId, topic, partition } }) => {
    const entry = { msg: message, namespace, error, group: groupId, topic, partition };
    if (level <= logLevel.WARN) log.warn(entry);
    else log.debug(entry);
  };
};
