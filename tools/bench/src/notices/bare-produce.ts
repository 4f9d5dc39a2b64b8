import { randomBytes } from 'node:crypto';
import { encodeEvent, type OutgoingRecord, tokenExpiring } from '@latchkey/contracts';
import kafkajs from 'kafkajs';
import { rateOf } from '../in-turns.js';
import { customers, idOf } from '../many-tokens.js';

/** As a notifier's relay sends them. */
const perTransaction = 500;
const prepared = 20;
const partitions = 6;
/** As a relay's: a transaction that follows another at once is mostly too early. */
const retry = { initialRetryTime: 5, factor: 0.2, multiplier: 2, maxRetryTime: 500, retries: 9 };

/** How many notices a second bare kafkajs sends, made beforehand, in transactions of a relay's size one after the other. */
export async function bareProduceRate(brokers: readonly string[], seconds: number): Promise<number> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'latchkey-bench', logLevel: kafkajs.logLevel.NOTHING });
  const topic = `bench${randomBytes(4).toString('hex')}`;
  const [admin, producer] = [kafka.admin(), kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, createPartitioner: kafkajs.Partitioners.DefaultPartitioner, retry })];
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
    const batches = Array.from({ length: prepared }, (_, batch) => Array.from({ length: perTransaction }, (_record, place) => noticeRecord(batch * perTransaction + place)));
    let sent = 0;
    const send = async (): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, acks: -1, messages: batches[sent++ % prepared] ?? [] });
      await transaction.commit();
    };
    await rateOf(send, { workers: 1, seconds: seconds / 2 });
    return (await rateOf(send, { workers: 1, seconds })) * perTransaction;
  } finally {
    await producer.disconnect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  }
}

function noticeRecord(n: number): Pick<OutgoingRecord, 'key' | 'value' | 'headers'> {
  const [id, customer] = [idOf('Token', n), n % customers];
  const at = new Date().toISOString();
  const subject = { token_id: id, customer_id: idOf('Customer', customer), service_account_id: idOf('Account', customer), token_name: `ci ${n}`, labels: { team: 'team 1' } };
  const known = { expires_at: at, service_account_name: 'build', last_used: { at, ip: '192.0.2.7', user_agent: 'bench/1', service_id: 'service-1' } };
  const data = { ...subject, ...known, threshold_days: 7, rotate: { method: 'POST' as const, path: `/automation-tokens/${id}/rotate` } };
  return encodeEvent(tokenExpiring, { id: `${id}/${at}/7`, source: 'notifier', time: at, subject: id, data });
}
