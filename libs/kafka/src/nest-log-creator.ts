import { Logger } from '@nestjs/common';
import type { logCreator } from 'kafkajs';

/** For debugging alone: kafkajs calls an error what it goes on to try again, and what it gives up on it tells us, who report it. */
export const nestLogCreator: logCreator = () => {
  const logger = new Logger('kafkajs');
  return ({ namespace, log: { message, error, groupId, topic, partition } }) => {
    logger.debug({ msg: message, namespace, error, group: groupId, topic, partition });
  };
};
