import { isError } from './is-error.js';

/** Node's codes for a connection that cannot be made or was lost. */
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Postgres: going down, crashed, starting up, out of connections, tired of waiting for us. Class 08 is any failure of the connection. */
const sqlStates = new Set(['57P01', '57P02', '57P03', '53300', '25P03']);
/** pg gives these no code. */
const pgMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error and is not queryable',
];
/** What TypeORM says where the connection was lost between two queries of a transaction. */
const lost = new Set(['QueryRunnerAlreadyReleasedError', 'QueryRunnerProviderAlreadyReleasedError']);

/** Whether this error says that Postgres could not be reached or was lost, rather than that it refused what was asked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!isError(error) || error.name.startsWith('KafkaJS')) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (networkCodes.has(code) || sqlStates.has(code) || isConnectionState(code))) return true;
  if (lost.has(error.name) || pgMessages.some((message) => error.message.startsWith(message))) return true;
  return isDatabaseUnavailable((error as { driverError?: unknown }).driverError);
}

function isConnectionState(code: string): boolean {
  return /^08[0-9A-Z]{3}$/.test(code);
}
