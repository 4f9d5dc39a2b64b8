import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpHost } from './http-host.js';

export interface ReporterKey {
  readonly id: string;
  readonly pem: string;
  readonly privateKey: KeyObject;
}

export function reporterKey(id: string): ReporterKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { id, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

/** The headers that go with a report of these bytes. */
export function signedBy({ id, privateKey }: ReporterKey, body: string): Record<string, string> {
  return signatureHeaders(id, sign('sha256', Buffer.from(body), privateKey).toString('base64'));
}

export function signatureHeaders(keyId: string, signature: string): Record<string, string> {
  return { 'github-public-key-identifier': keyId, 'github-public-key-signature': signature };
}

/** Lists public keys as GitHub does, with an ETag. */
export class KeyServer extends HttpHost {
  listed: readonly Pick<ReporterKey, 'id' | 'pem'>[] = [];
  /** Instead of the list. */
  answer: ((response: ServerResponse) => void) | undefined;
  readonly statuses: number[] = [];

  constructor() {
    super((request, response) => this.list(request, response));
  }

  override get url(): string {
    return `${super.url}/keys`;
  }

  private list(request: IncomingMessage, response: ServerResponse): void {
    if (this.answer) return this.answer(response);
    const keys = this.listed.map(({ id, pem }) => ({ key_identifier: id, key: pem, is_current: true }));
    const etag = `"${keys.map(({ key_identifier: id }) => id).join()}"`;
    const known = request.headers['if-none-match'] === etag;
    this.statuses.push(known ? 304 : 200);
    response.writeHead(known ? 304 : 200, { etag }).end(known ? undefined : JSON.stringify({ public_keys: keys }));
  }
}

/** The example that GitHub publishes. */
export const publicVector = {
  body: '[{"token":"some_token","type":"some_type","url":"some_url"}]',
  signature: 'MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=',
  id: '90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a',
  pem: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUqkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----\n',
};
