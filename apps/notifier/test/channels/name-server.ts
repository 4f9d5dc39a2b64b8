import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** The addresses of a name, of either family, or undefined to stay silent. */
export type Answers = (name: string) => readonly string[] | undefined;

const types = { 1: 'ipv4', 28: 'ipv6' } as const;
const headerBytes = 12;

/** A name server (RFC 1035) on a port of its own that gives the answers of a test. */
export class NameServer {
  /** One entry for each question, as `name type`. */
  readonly asked: string[] = [];
  answers: Answers = () => [];
  private readonly socket = createSocket('udp4');

  async open(): Promise<this> {
    this.socket.on('message', (query, { port, address }) => {
      const reply = this.replyTo(query);
      if (reply) this.socket.send(reply, port, address);
    });
    await new Promise<void>((resolve) => this.socket.bind(0, '127.0.0.1', resolve));
    return this;
  }

  resolver(): Resolver {
    const resolver = new Resolver({ timeout: 300, tries: 1 });
    resolver.setServers([`127.0.0.1:${this.socket.address().port}`]);
    return resolver;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private replyTo(query: Buffer): Buffer | undefined {
    const { name, end } = nameAt(query, headerBytes);
    const type = query.readUInt16BE(end) as keyof typeof types;
    this.asked.push(`${name} ${types[type]}`);
    const addresses = this.answers(name);
    if (!addresses) return undefined;
    const records = addresses.map((address) => ipaddr.parse(address)).filter((address) => address.kind() === types[type]).map((address) => record(type, address.toByteArray()));
    const header = Buffer.from(query.subarray(0, headerBytes));
    header.writeUInt16BE(addresses.length > 0 ? 0x8180 : 0x8183, 2); // an answer; without addresses there is no such name
    for (const [offset, count] of [[4, 1], [6, records.length], [8, 0], [10, 0]] as const) header.writeUInt16BE(count, offset);
    return Buffer.concat([header, query.subarray(headerBytes, end + 4), ...records]);
  }
}

function nameAt(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** Of the name in the question, to be kept for no time at all. */
function record(type: number, address: readonly number[]): Buffer {
  const head = Buffer.alloc(headerBytes);
  for (const [offset, value] of [[0, 0xc00c], [2, type], [4, 1], [10, address.length]] as const) head.writeUInt16BE(value, offset);
  return Buffer.concat([head, Buffer.from(address)]);
}
