import type { UnreadRecord } from '@latchkey/kafka';
import { isText } from './bytes.js';
import { isInstant } from './instants.js';

type Headers = NonNullable<UnreadRecord['headers']>;

const specVersion = '1.0';
const type = 'token.state.v1';
const contentType = 'application/json';
/** Of bytes: so there are no more characters than that. */
const longestText = 300;

/** Whether these are the CloudEvents attributes of a token's state, as a relay writes them. `false` does not say that they are none. */
export function isStateEnvelope(headers: Headers): boolean {
  return (
    is(headers['ce_type'], type) &&
    is(headers['ce_specversion'], specVersion) &&
    isFilled(headers['ce_id']) &&
    isFilled(headers['ce_source']) &&
    isTime(headers['ce_time']) &&
    (!('ce_subject' in headers) || isFilled(headers['ce_subject'])) &&
    (!('content-type' in headers) || is(headers['content-type'], contentType))
  );
}

function is(header: Headers[string], expected: string): boolean {
  return Buffer.isBuffer(header) && isText(header, expected);
}

function isFilled(header: Headers[string]): boolean {
  return Buffer.isBuffer(header) && header.length > 0 && header.length <= longestText;
}

function isTime(header: Headers[string]): boolean {
  return Buffer.isBuffer(header) && isInstant(header);
}
