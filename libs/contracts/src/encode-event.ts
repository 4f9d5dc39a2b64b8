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
  const record = wrapEvent(contract, event, { key: contract.key(data), json: JSON.stringify(data) }, partition);
  if ([record.value, record.key, ...Object.values(record.headers)].some((text) => text !== null && containsSecret(text))) throw new ContainsSecretError(contract.type);
  return record;
}

/** The same of data that is JSON already, and is known to keep to the contract and to hold no secret. */
export function wrapEvent(
  { topic, type }: EventContract,
  { id, source, time, subject }: { readonly id: string; readonly source: string; readonly time: string; readonly subject?: string | undefined },
  { key, json }: { readonly key: string; readonly json: string },
  partition?: number,
): OutgoingRecord {
  return {
    topic,
    key,
    value: json,
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: source,
      ce_type: type,
      ce_time: time,
      ...(subject === undefined ? {} : { ce_subject: subject }),
      'content-type': 'application/json',
    },
    ...(partition === undefined ? {} : { partition }),
  };
}
