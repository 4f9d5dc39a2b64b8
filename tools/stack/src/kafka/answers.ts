import { connect } from 'node:net';

const answerHeadBytes = 8;
const [metadataKey, findCoordinatorKey] = [3, 10] as const;
const [groupCoordinator, transactionCoordinator] = [0, 1] as const;

/** A request of Kafka's protocol, as version 1 of its kind. */
function request(key: number, body: Buffer): Buffer {
  const head = Buffer.alloc(14);
  head.writeInt32BE(head.length - 4 + body.length, 0);
  head.writeInt16BE(key, 4);
  head.writeInt16BE(1, 6);
  head.writeInt32BE(1, 8);
  // No client id.
  head.writeInt16BE(-1, 12);
  return Buffer.concat([head, body]);
}

/** Asks which brokers there are, and about no topic. */
export const metadataRequest = (): Buffer => request(metadataKey, Buffer.alloc(4));

/** Asks who looks after a group, or a transactional id, of this name. */
export function coordinatorRequest(name: string, type: number): Buffer {
  const body = Buffer.alloc(2 + name.length + 1);
  body.writeInt16BE(name.length, 0);
  body.write(name, 2, 'latin1');
  body.writeInt8(type, 2 + name.length);
  return request(findCoordinatorKey, body);
}

/** How many brokers the answer names: none while the only one is not let in yet. */
export const brokersIn = (answer: Buffer): number => answer.readInt32BE(answerHeadBytes);

/** Kafka's error code in the answer; 0 is none. It stands behind the throttle time. */
export const coordinatorErrorIn = (answer: Buffer): number => answer.readInt16BE(answerHeadBytes + 4);

/**
 * Whether a broker serves clients there, with its coordinators: a port may be open before, above all that of a container, and a new broker makes the
 * coordinators' topics only when first asked for them.
 */
export async function answers(host: string, port: number, timeoutMs = 2_000): Promise<boolean> {
  const call = async (bytes: Buffer): Promise<Buffer | undefined> => ask(host, port, bytes, timeoutMs);
  const metadata = await call(metadataRequest());
  if (!metadata || brokersIn(metadata) === 0) return false;
  const coordinators = await Promise.all([groupCoordinator, transactionCoordinator].map(async (type) => call(coordinatorRequest('latchkey', type))));
  return coordinators.every((answer) => answer && coordinatorErrorIn(answer) === 0);
}

/** The whole answer; undefined where none comes in time. */
async function ask(host: string, port: number, bytes: Buffer, timeoutMs: number): Promise<Buffer | undefined> {
  const socket = connect({ host, port, timeout: timeoutMs });
  try {
    return await new Promise<Buffer | undefined>((resolve) => {
      let answer = Buffer.alloc(0);
      socket.on('connect', () => socket.write(bytes));
      socket.on('data', (part) => {
        answer = Buffer.concat([answer, part]);
        if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) resolve(answer);
      });
      for (const end of ['error', 'timeout', 'close']) socket.on(end, () => resolve(undefined));
    });
  } finally {
    socket.destroy();
  }
}
