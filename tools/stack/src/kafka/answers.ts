import { connect } from 'node:net';

const metadataKey = 3;
const metadataVersion = 1;
const correlationId = 7;

/** A Metadata request (Kafka protocol, version 1) that asks about no topic. */
export function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(metadataKey, 4);
  request.writeInt16BE(metadataVersion, 6);
  request.writeInt32BE(correlationId, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
}

/** How many brokers the answer names: none while the only one is not let in yet. Undefined until that much has arrived. */
export function brokersIn(answer: Buffer): number | undefined {
  return answer.length < 12 ? undefined : answer.readInt32BE(8);
}

/** Whether a broker serves clients there: a port may be open before, above all that of a container. */
export async function answers(host: string, port: number, timeoutMs = 2_000): Promise<boolean> {
  const socket = connect({ host, port, timeout: timeoutMs });
  try {
    return await new Promise<boolean>((resolve) => {
      let answer = Buffer.alloc(0);
      socket.on('connect', () => socket.write(metadataRequest()));
      socket.on('data', (part) => {
        answer = Buffer.concat([answer, part]);
        const brokers = brokersIn(answer);
        if (brokers !== undefined) resolve(brokers > 0);
      });
      for (const end of ['error', 'timeout', 'close']) socket.on(end, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
