import { containsSecret } from '@latchkey/tokens';
import type { DataOf, EventContract, EventOf } from './event.js';
import type { OutgoingRecord } from './record.js';

/** A token's secret was about to leave on Kafka. */
export class ContainsSecretError extends Error {
  override readonly name = 'ContainsSecretError';
  readonly code = 'contains_secret';

  constructor(type: string) {
    super(`${type} holds the secret of a token`);
  }
}

/**
 * CloudEvents 1.0 Kafka binding, binary mode: attributes as `ce_` headers, data as the JSON value. Throws a ZodError on data that breaks the contract, and a
 * ContainsSecretError where a secret stands anywhere in it.
 */
export function encodeEvent<C extends EventContract>(
  contract: C,
  event: Omit<EventOf<C>, 'type'> & { data: DataOf<C> },
  partition?: number,
): OutgoingRecord {
  const data = contract.schema.parse(event.data) as DataOf<C>;
  const record = {
    topic: contract.topic,
    key: contract.key(data),
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: contract.type,
      ce_time: event.time,
      ...(event.subject === undefined ? {} : { ce_subject: event.subject }),
      'content-type': 'application/json',
    },
    ...(partition === undefined ? {} : { partition }),
  };
  if ([record.value, record.key, ...Object.values(record.headers)].some(containsSecret)) throw new ContainsSecretError(contract.type);
  return record;
}
