import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';

/** Introspection by another: `oidc-provider`, its tokens in a Map. Writes its port and the tokens. */
const [count = ''] = process.argv.slice(2);

class InMemory implements Adapter {
  private readonly stored = new Map<string, AdapterPayload>();

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.stored.get(id);
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.stored.set(id, payload);
  }

  async destroy(id: string): Promise<void> {
    this.stored.delete(id);
  }

  async consume(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async revokeByGrantId(): Promise<void> {}
}

const provider = new Provider('http://127.0.0.1', {
  adapter: InMemory,
  clients: [{ client_id: 'bench', client_secret: 'secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
  features: { introspection: { enabled: true }, clientCredentials: { enabled: true } },
});
const client = await provider.Client.find('bench');
if (!client) throw new Error('the client is not known');
const tokens = await Promise.all(Array.from({ length: Number(count) }, () => new provider.ClientCredentials({ client }).save()));
const answer = provider.callback();
const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port, tokens })}\n`);
