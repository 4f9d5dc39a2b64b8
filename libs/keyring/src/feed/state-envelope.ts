import type { UnreadRecord } from '@latchkey/kafka';
import { parseInstant } from './instants.js';

type Headers = NonNullable<UnreadRecord['headers']>;

const specVersion = Buffer.from('1.0');
const type = Buffer.from('token.state.v1');
const contentType = Buffer.from('application/json');
/** Of bytes: so there are no more characters than that. */
const longestText = 300;

/** Whether these are the CloudEvents attributes of a token's state, as a relay writes them. `false` does not say that they are none. */
export function isStateEnvelope(headers: Headers): boolean {
  return (
    is(headers['ce_type'], type) &&
    is(headers['ce_specversion'], specVersion) &&
    isText(headers['ce_id']) &&
    isText(headers['ce_source']) &&
    isTime(headers['ce_time']) &&
    (!('ce_subject' in headers) || isText(headers['ce_subject'])) &&
    (!('content-type' in headers) || is(headers['content-type'], contentType))
  );
}

function is(header: Headers[string], expected: Buffer): boolean {
  return Buffer.isBuffer(header) && sameBytes(header, expected);
}

/** For few bytes quicker than `equals`, which leaves JavaScript. */
function sameBytes(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}

function isText(header: Headers[string]): boolean {
  return Buffer.isBuffer(header) && header.length > 0 && header.length <= longestText;
}

function isTime(header: Headers[string]): boolean {
  return Buffer.isBuffer(header) && !Number.isNaN(parseInstant(header.toString('latin1')));
}
