import { isAscii, isUtf8 } from 'node:buffer';
import type { Rights, TimeWindow } from '@latchkey/access';
import type { UnreadRecord } from '@latchkey/kafka';
import type { IndexedState } from '../token-index/indexed-state.js';
import { isText } from './bytes.js';
import { parseInstant } from './instants.js';
import { isStateEnvelope } from './state-envelope.js';
import { isDigest, isId, isLabels, isLimit, isList, isName, isNetworks, isNotifyDays, isObject, isSequence, isStatus } from './state-fields.js';

/**
 * The state that a record holds, where that shows without the schema. Nothing is taken that the contract would not take, or would take for something else;
 * `undefined` only says that the contract is to be asked.
 */
export function quickState({ key, value, headers }: UnreadRecord): IndexedState | undefined {
  if (!key || !value || !headers) return undefined;
  const state = stateIn(parse(value));
  return state && isText(key, state.id) && isStateEnvelope(headers) ? state : undefined;
}

function parse(value: Buffer): unknown {
  const ascii = isAscii(value);
  if (!ascii && !isUtf8(value)) return undefined;
  // Of ASCII the quicker of two ways to the same text.
  const text = value.toString(ascii ? 'latin1' : 'utf8');
  // A secret, perhaps spelt with escapes, has to be taken out before anything else sees it.
  if (text.includes('lka_') || text.includes('\\u')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stateIn(json: unknown): IndexedState | undefined {
  if (!isObject(json, 13)) return undefined;
  const { id, digest, customer_id: customerId, service_account_id: serviceAccountId, platform, name, status, sequence } = json;
  const grant = grantIn(json['grant']);
  const sound =
    isId(id) && isDigest(digest) && isId(customerId) && isId(serviceAccountId) && typeof platform === 'boolean' && isName(name) && isStatus(status) && isSequence(sequence);
  if (!sound || !grant || !isRestOfState(json)) return undefined;
  const changedAt = instantIn(json['changed_at']);
  if (Number.isNaN(changedAt)) return undefined;
  return { id, digest, customerId, serviceAccountId, platform, name, status, ...grant, changedAt, sequence };
}

/** What no index keeps. */
function isRestOfState({ labels, notify_days: notifyDays, created_at: createdAt }: Readonly<Record<string, unknown>>): boolean {
  return isLabels(labels) && isNotifyDays(notifyDays) && !Number.isNaN(instantIn(createdAt));
}

function grantIn(json: unknown): ({ rights: Rights } & TimeWindow) | undefined {
  if (!isObject(json, 6)) return undefined;
  const { permissions, services, workspaces, networks, not_before: from, expires_at: until } = json;
  const notBefore = from === null ? -Infinity : instantIn(from);
  const expiresAt = until === null ? Infinity : instantIn(until);
  if (Number.isNaN(notBefore) || Number.isNaN(expiresAt)) return undefined;
  if (!isList(permissions, 500, 100) || !isLimit(services) || !isLimit(workspaces) || !isNetworks(networks)) return undefined;
  return { rights: { permissions, services, workspaces, networks }, notBefore, expiresAt };
}

function instantIn(json: unknown): number {
  return typeof json === 'string' ? parseInstant(json) : NaN;
}
