import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, nginxArguments } from '@latchkey/testing';
import { ask, gatewayKey } from './gateway.js';

export type ProxyName = 'nginx' | 'traefik' | 'envoy';

interface Ports {
  readonly listen: number;
  readonly verifier: number;
  readonly upstream: number;
}

const shipped = new URL('../../../deploy/gateways/', import.meta.url);
const here = '127.0.0.1';

/** For each its arguments, once its configuration stands in the folder. */
const commands: Readonly<Record<ProxyName, (folder: string, ports: Ports) => readonly string[]>> = {
  nginx: (folder, ports) => nginxArguments(folder, filled('nginx/latchkey.conf.template', ports)),
  traefik: (folder, ports) => {
    writeFileSync(join(folder, 'traefik.yaml'), filled('traefik/traefik.yaml.template', ports));
    return [`--configFile=${join(folder, 'traefik.yaml')}`];
  },
  envoy: (folder, ports) => {
    writeFileSync(join(folder, 'envoy.yaml'), filled('envoy/envoy.yaml.template', ports));
    return ['-c', join(folder, 'envoy.yaml'), '--disable-hot-restart', '--concurrency', '1', '--log-level', 'error'];
  },
};

/** A real one, with the configuration that is shipped for it. */
export class Proxy {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(name: ProxyName, ports: Omit<Ports, 'listen'>): Promise<Proxy> {
    const folder = mkdtempSync(join(tmpdir(), `latchkey-${name}-`));
    const listen = await freePort();
    const args = commands[name](folder, { ...ports, listen });
    const own = { LATCHKEY_GATEWAY_KEY: gatewayKey, LATCHKEY_VERIFIER: `${here}:${ports.verifier}`, LATCHKEY_UPSTREAM: `${here}:${ports.upstream}` };
    const child = spawn(name, args, { env: { ...process.env, ...own }, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const proxy = new Proxy(listen, child, folder);
    await eventually(() => asksTheVerifier(listen)).catch(async (error: unknown) => {
      await proxy.stop();
      throw new Error(`${name} does not come to serve: ${said.join('')}`, { cause: error });
    });
    return proxy;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await once(this.child, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As envsubst does it, for these names only. */
function filled(template: string, { listen, verifier, upstream }: Ports): string {
  const values: Record<string, string> = {
    LATCHKEY_LISTEN: `${here}:${listen}`,
    LATCHKEY_LISTEN_PORT: String(listen),
    LATCHKEY_RULES_FILE: new URL('traefik/latchkey.yaml', shipped).pathname,
    LATCHKEY_VERIFIER: `${here}:${verifier}`,
    LATCHKEY_VERIFIER_HOST: here,
    LATCHKEY_VERIFIER_PORT: String(verifier),
    LATCHKEY_UPSTREAM: `${here}:${upstream}`,
    LATCHKEY_UPSTREAM_HOST: here,
    LATCHKEY_UPSTREAM_PORT: String(upstream),
    LATCHKEY_GATEWAY_KEY: gatewayKey,
  };
  return readFileSync(new URL(template, shipped), 'utf8').replace(/\$\{(LATCHKEY_\w+)\}/g, (_, name: string) => values[name] ?? '');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, here);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** An address of which no rule is: 403 says that the verifier was asked. */
async function asksTheVerifier(port: number): Promise<void> {
  const { status } = await ask(port, { path: '/' });
  if (status !== 403) throw new Error(`it answers ${status}`);
}
