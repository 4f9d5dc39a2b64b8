import { KafkaClient, TransactionalProducer } from '@latchkey/kafka';
import { Logger } from '@nestjs/common';
import { passwordOf, type Security, superUser } from '../security/security.js';

/** Whether a broker serves there whoever logs in, with its coordinator of transactions. */
export async function answersSecurely(port: number, security: Security): Promise<boolean> {
  // What kafkajs says while it waits is no news.
  Logger.overrideLogger(false);
  const sasl = { mechanism: 'SCRAM-SHA-512', username: superUser, password: passwordOf(superUser, security) } as const;
  const client = new KafkaClient({ brokers: [`127.0.0.1:${port}`], clientId: 'latchkey-stack', topicPrefix: '', tls: { ca: security.ca }, sasl });
  const probe = new TransactionalProducer(client, 'latchkey-stack');
  try {
    await probe.open();
    return true;
  } catch {
    return false;
  } finally {
    await probe.close();
  }
}
