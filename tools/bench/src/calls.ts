import { Agent, request } from 'node:http';

/** Calls a service over connections that stay open. Costs little, since it shares the machine with what it measures. */
export class Calls {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Throws on an answer of another status. */
  async expect(status: number, method: 'GET' | 'POST', path: string, json?: object): Promise<void> {
    const body = json && JSON.stringify(json);
    const headers = { authorization: `Bearer ${this.token}`, ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}) };
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(this.url + path, { method, headers, agent: this.agent }, (response) => {
        response.resume().once('error', reject).once('end', () => resolve(response.statusCode));
      });
      call.once('error', reject).end(body);
    });
    if (answered !== status) throw new Error(`${method} ${new URL(this.url + path).pathname} answered ${answered}`);
  }

  close(): void {
    this.agent.destroy();
  }
}
