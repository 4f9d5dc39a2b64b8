import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Violations } from '../violations.js';
import { Lane } from './lane.js';

const lookEachMs = 250;

export interface Backend {
  readonly url: string;
  isReady(): Promise<boolean>;
}

/** One address for several instances, as a Service of Kubernetes is: a connection goes to one of those that have last said that they are ready, the next to the next, and stays where it went. */
export class ReadyFront {
  private readonly ready = new Set<Backend>();
  private readonly looking: readonly Lane[];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.connect(client));
  private turn = 0;

  constructor(backends: readonly Backend[], violations: Violations) {
    this.looking = backends.map((backend) => new Lane(lookEachMs, () => this.look(backend), violations));
  }

  async open(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.looking.map((lane) => lane.end()));
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private async look(backend: Backend): Promise<void> {
    if (await backend.isReady()) this.ready.add(backend);
    else this.ready.delete(backend);
  }

  private connect(client: Socket): void {
    const all = [...this.ready];
    const backend = all[this.turn++ % all.length];
    if (!backend) return void client.resetAndDestroy();
    const { hostname, port } = new URL(backend.url);
    join(this.follow(client), this.follow(connect(Number(port), hostname)));
  }

  private follow(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.once('close', () => this.sockets.delete(socket));
  }
}

/** What comes from the one goes to the other, and the end of the one is the end of the other. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    from.pipe(to);
    // What befell the connection, the other side learns by its end.
    from.on('error', () => undefined).once('close', () => to.destroy());
  }
}
