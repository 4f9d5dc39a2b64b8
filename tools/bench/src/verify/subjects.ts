import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from '@latchkey/stack';
import { mintToken } from '@latchkey/tokens';
import { z } from 'zod';
import { startBenchServer } from './bench-server.js';
import { fillTokenState } from './fill-token-state.js';
import { PresentedTokens } from './presented-tokens.js';
import { authRequest, gatewayRules, introspectRequest, verifyRequest } from './questions.js';
import { VerifierUnderLoad } from './verifier-under-load.js';

/** What is asked of one server. */
export interface Subject {
  readonly port: number;
  readonly requests: string[];
}

export const subjectNames = [
  'auth',
  'authFastify',
  'authHttp',
  'authLogged',
  'verify',
  'verifyFastify',
  'verifyHttp',
  'verifyLogged',
  'introspect',
  'introspectOidc',
] as const;
export type SubjectName = (typeof subjectNames)[number];
export type Subjects = Readonly<Record<SubjectName, Subject>>;

export interface Setting {
  readonly brokers: string;
  readonly tokens: number;
  /** For files that the servers read. */
  readonly folder: string;
  readonly children: Children;
}

const listening = z.object({ port: z.int() });
const oidcListening = listening.extend({ tokens: z.array(z.string()) });
const oidcTokens = 1_000;
const oidcClient = `Basic ${Buffer.from('bench:secret').toString('base64')}`;

/** Starts all servers; each but `oidc-provider` knows all tokens when it answers. */
export async function startSubjects(setting: Setting): Promise<{ subjects: Subjects; verifier: VerifierUnderLoad }> {
  const presented = new PresentedTokens();
  const caller = mintToken();
  const [quiet, logged] = await startVerifiers(setting, presented, caller);
  const [fastify, http] = await startBareServers(setting, presented);
  const oidc = oidcListening.parse(await startBenchServer('oidc.main.js', [String(oidcTokens)], setting.children));
  const auth = presented.secrets.map(authRequest);
  const verify = presented.secrets.map((secret, n) => verifyRequest(caller, secret, n));
  const introspect = presented.secrets.map((secret) => introspectRequest('/oauth2/introspect', `Bearer ${caller}`, secret));
  const introspectOidc = oidc.tokens.map((token) => introspectRequest('/token/introspection', oidcClient, token));
  const subjects = {
    auth: { port: quiet.gatewayPort, requests: auth },
    authFastify: { port: fastify, requests: auth },
    authHttp: { port: http, requests: auth },
    authLogged: { port: logged.gatewayPort, requests: auth },
    verify: { port: quiet.port, requests: verify },
    verifyFastify: { port: fastify, requests: verify },
    verifyHttp: { port: http, requests: verify },
    verifyLogged: { port: logged.port, requests: verify },
    introspect: { port: quiet.port, requests: introspect },
    introspectOidc: { port: oidc.port, requests: introspectOidc },
  };
  return { subjects, verifier: quiet };
}

async function startVerifiers({ brokers, tokens, folder, children }: Setting, presented: PresentedTokens, caller: string): Promise<[VerifierUnderLoad, VerifierUnderLoad]> {
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const rules = join(folder, 'rules.json');
  await writeFile(rules, JSON.stringify(gatewayRules));
  await fillTokenState({ brokers, prefix, tokens, presented, caller });
  const start = async (logLevel: 'info' | 'warn'): Promise<VerifierUnderLoad> => VerifierUnderLoad.start({ brokers, prefix, rules, logLevel }, children);
  return [await start('warn'), await start('info')];
}

async function startBareServers({ tokens, folder, children }: Setting, presented: PresentedTokens): Promise<[fastify: number, http: number]> {
  const file = join(folder, 'digests.json');
  await presented.writeDigests(file);
  const start = async (kind: 'fastify' | 'http'): Promise<number> => listening.parse(await startBenchServer('bare.main.js', [kind, file, String(tokens)], children)).port;
  return [await start('fastify'), await start('http')];
}
