import type { RequestListener } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters } from 'jose';
import { Provider } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { z } from 'zod';
import { HttpHost } from './http-host.js';

export const audience = 'latchkey';
const alg = 'ES256';

type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A real OpenID Connect provider on a free port, whose people each sign in under their name with the claims given. */
export class TestIdentityProvider {
  /** The paths that were asked for, in their order. */
  readonly asked: string[] = [];
  private answer!: RequestListener;
  private key!: JWK;
  private generation = 0;
  private port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'identity-provider-'));
  private readonly host = new HttpHost((request, response) => {
    this.asked.push(request.url ?? '');
    this.answer(request, response);
  });

  private constructor(private readonly people: People) {}

  static async start(people: People): Promise<TestIdentityProvider> {
    const provider = new TestIdentityProvider(people);
    await provider.startAgain();
    await provider.rotateKeys();
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** After `stop`, at the same address. */
  async startAgain(): Promise<void> {
    await this.host.open(this.port);
    this.port = this.host.port;
  }

  async stop(): Promise<void> {
    await this.host.close();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** From here on it signs with another key, and knows the earlier one no more. */
  async rotateKeys(): Promise<void> {
    this.generation += 1;
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    this.key = { ...(await exportJWK(privateKey)), kid: `key-${this.generation}`, use: 'sig', alg };
    this.answer = new Provider(this.url, configuration(this.people, this.key)).callback() as RequestListener;
  }

  /** The public key, as it is published. */
  publicKey(): JWK {
    const { kty, crv, x, y, kid, use } = this.key;
    return { kty, crv, x, y, kid, use, alg } as JWK;
  }

  /** The JWT that this person gets. */
  async signIn(person: string): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${person}:${secretOf(person)}`).toString('base64')}`;
    const response = await fetch(`${this.url}/token`, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  }

  /** A JWT of our own making, by the key of the provider: what it would issue if it were asked to. */
  async sign(claims: object, header: Partial<JWTHeaderParameters> = {}, key: JWK | CryptoKey = this.key): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.url, aud: audience, sub: 'somebody', iat: now, exp: now + 300, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg, kid: this.key.kid ?? '', typ: 'at+jwt', ...header }).sign(key);
  }

  /** The path of a file for `IDENTITY_PROVIDERS`. */
  file(rules: object): string {
    const path = join(this.folder, 'providers.json');
    const standard = { name: 'staff', issuer: this.url, audience, role_claim: 'groups' };
    writeFileSync(path, JSON.stringify({ providers: [{ ...standard, ...rules }] }));
    return path;
  }
}

function configuration(people: People, key: JWK): Configuration {
  const access = { scope: '', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg } } } as const;
  return {
    jwks: { keys: [{ ...key }] },
    clients: Object.keys(people).map((name) => ({
      client_id: name,
      client_secret: secretOf(name),
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: alg,
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: { enabled: true, defaultResource: () => 'urn:latchkey', getResourceServerInfo: () => access },
    },
    extraTokenClaims: (_context, token) => ({ ...people[String(token.clientId)] }),
    ttl: { ClientCredentials: 300 },
  };
}

function secretOf(person: string): string {
  return `the secret of ${person}`;
}
