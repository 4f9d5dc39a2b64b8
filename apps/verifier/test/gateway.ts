import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gateway } from '../src/gateway/gateway.js';
import type { TokenStateFeed } from './token-state.js';
import { TestVerifier } from './verifier.js';

export const gatewayKey = 'first-key-of-the-gateway-under-test';
export const laterKey = 'second-key-of-the-gateway-under-test';

const rules = [
  { methods: ['POST', 'PURGE'], path: '/service/{service_id}/purge_all', permission: 'purge:all' },
  { methods: ['POST'], path: '/service/{service_id}/purge/{key}', permission: 'purge:select' },
  { methods: ['POST'], path: '/workspace/{workspace_id}/purge', permission: 'purge:select' },
  { methods: ['GET'], path: '/stats', permission: 'stats:read' },
  { path: '/purge', permission: 'purge:select' },
  { path: '/public/*', public: true },
];

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpQuestion {
  readonly method?: string;
  /** Sent as it is. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** Unlike `fetch` it changes nothing of what it is to send. */
export function ask(port: number, { method = 'GET', path, headers = {}, body }: HttpQuestion): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends these bytes and answers what comes until the other side closes. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (got += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(got));
  });
}

/** A verifier that listens for gateways, by the rules above. */
export class TestGateway {
  private constructor(
    readonly verifier: TestVerifier,
    private readonly scratch: string,
  ) {}

  static async start(feed: Pick<TokenStateFeed, 'prefix'>, overrides: Readonly<Record<string, string>> = {}, begin: 'ready' | 'start' = 'ready'): Promise<TestGateway> {
    const scratch = mkdtempSync(join(tmpdir(), 'latchkey-gateway-'));
    const file = join(scratch, 'rules.json');
    writeFileSync(file, JSON.stringify(rules));
    const env = { VERIFIER_GATEWAY_KEYS: `${gatewayKey},${laterKey}`, VERIFIER_GATEWAY_PORT: '0', VERIFIER_GATEWAY_RULES: file, ...overrides };
    const verifier = begin === 'ready' ? await TestVerifier.ready(feed as TokenStateFeed, env) : await TestVerifier.start(feed, env);
    return new TestGateway(verifier, scratch);
  }

  get port(): number {
    const { port } = this.verifier.service.app.get(Gateway, { strict: false });
    if (port === undefined) throw new Error('it does not listen for gateways');
    return port;
  }

  /** As nginx asks. */
  nginx(path: string, headers: OutgoingHttpHeaders = {}, method = 'POST'): Promise<HttpAnswer> {
    const own = { 'x-gateway-key': gatewayKey, 'x-original-method': method, 'x-original-uri': path };
    return ask(this.port, { path: '/auth-request', headers: { ...own, ...headers } });
  }

  /** As Traefik asks. */
  traefik(path: string, headers: OutgoingHttpHeaders = {}, method = 'POST'): Promise<HttpAnswer> {
    const own = { 'x-gateway-key': gatewayKey, 'x-forwarded-method': method, 'x-forwarded-uri': path };
    return ask(this.port, { path: '/auth-request', headers: { ...own, ...headers } });
  }

  /** As Envoy asks. */
  envoy(path: string, headers: OutgoingHttpHeaders = {}, method = 'POST'): Promise<HttpAnswer> {
    return ask(this.port, { method, path: `/ext-authz${path}`, headers: { 'x-gateway-key': gatewayKey, ...headers } });
  }

  async close(): Promise<void> {
    await this.verifier.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
