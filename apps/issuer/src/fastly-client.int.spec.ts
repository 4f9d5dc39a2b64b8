import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { isToken } from '@latchkey/tokens';
import { type Holder, TestIssuer } from '../test/issuer.js';

interface Answer {
  /** As the client understood it. */
  readonly data: Readonly<Record<string, unknown>>;
  /** As it was sent. */
  readonly response: { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
}
/** The parts of Fastly's official client that are used here; it comes without types. */
interface AutomationTokensApi {
  createAutomationTokenWithHttpInfo(options: object): Promise<Answer>;
  getAutomationTokenIdWithHttpInfo(options: object): Promise<Answer>;
  getAutomationTokensIdServicesWithHttpInfo(options: object): Promise<Answer>;
  revokeAutomationTokenIdWithHttpInfo(options: object): Promise<Answer>;
}
/** For user tokens at Fastly, whose paths take automation tokens too. */
interface TokensApi {
  getTokenWithHttpInfo(options: object): Promise<Answer>;
  getTokenCurrentWithHttpInfo(): Promise<Answer>;
  revokeTokenWithHttpInfo(options: object): Promise<Answer>;
  revokeTokenCurrentWithHttpInfo(): Promise<Answer>;
}
interface ApiClient {
  plugins: ((request: { url: string }) => void)[];
  authenticate(token: string): void;
  callApi(...call: unknown[]): Promise<Answer>;
}
const fastly = createRequire(import.meta.url)('fastly') as {
  ApiClient: new () => ApiClient;
  AutomationTokensApi: new (client: ApiClient) => AutomationTokensApi;
  TokensApi: new (client: ApiClient) => TokensApi;
};

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

/** Each operation of the client names api.fastly.com itself, so the address is changed on the request. */
function clientOf(token: string): { client: ApiClient; tokens: AutomationTokensApi; userTokens: TokensApi } {
  const client = new fastly.ApiClient();
  client.authenticate(token);
  client.plugins = [(request) => (request.url = request.url.replace('https://api.fastly.com', issuer.url))];
  return { client, tokens: new fastly.AutomationTokensApi(client), userTokens: new fastly.TokensApi(client) };
}

/** Its own list expects a bare array, which Fastly does not send either: hence the client's general call. */
function list(client: ApiClient, query: object): Promise<Answer> {
  return client.callApi('/automation-tokens', 'GET', {}, {}, query, {}, {}, null, ['token'], [], ['application/json'], Object, issuer.url);
}

describe('Fastly’s official JavaScript client', () => {
  it('creates, gets, lists and deletes a token', async () => {
    const { client, tokens } = clientOf(admin.secret);
    const { expires_at: expiresAt } = await issuer.get(admin.id);
    const attributes = { name: 'ci', role: 'engineer', services: ['s1', 's2'], scope: 'purge_select', expires_at: expiresAt, tls_access: false };
    const created = await tokens.createAutomationTokenWithHttpInfo({ automation_token_create_request: { attributes } });
    expect(created.data).toMatchObject({ ...attributes, last_used_at: null, created_at: expect.any(Date), user_agent: null });
    expect(isToken(String(created.data['access_token']))).toBe(true);

    const { id } = created.response.body;
    const got = await tokens.getAutomationTokenIdWithHttpInfo({ id });
    expect(got.data).toMatchObject({ ...attributes, ip: null, last_used_at: null });
    expect(got.response.body).not.toHaveProperty('access_token');

    const listed = await list(client, { per_page: 1, page: 1 });
    expect(listed.data).toMatchObject({ data: [{ ...attributes, id }], meta: { per_page: 1, current_page: 1, record_count: 2, total_pages: 2 } });

    expect((await tokens.revokeAutomationTokenIdWithHttpInfo({ id })).response.status).toBe(204);
    expect((await tokens.getAutomationTokenIdWithHttpInfo({ id })).response.body).toMatchObject({ status: 'revoked' });
  });

  it('lists the services of a token, page by page', async () => {
    const { tokens } = clientOf(admin.secret);
    const { id } = await issuer.issue({ services: ['s1', 's2', 's3'] }, admin.secret);
    expect((await tokens.getAutomationTokensIdServicesWithHttpInfo({ id })).data).toMatchObject({ data: ['s1', 's2', 's3'] });
    expect((await tokens.getAutomationTokensIdServicesWithHttpInfo({ id, per_page: 2, page: 2 })).data).toMatchObject({ data: ['s3'] });
  });

  it('gets and deletes a token where Fastly has user tokens', async () => {
    const { userTokens } = clientOf(admin.secret);
    const { id, name } = await issuer.issue({ services: ['s1'] }, admin.secret);
    expect((await userTokens.getTokenWithHttpInfo({ token_id: id })).data).toMatchObject({ id, name, services: ['s1'], scope: 'global' });
    expect((await userTokens.revokeTokenWithHttpInfo({ token_id: id })).response.status).toBe(204);
    expect(await issuer.get(id)).toMatchObject({ status: 'revoked' });
  });

  it('gets and deletes the token that it uses', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    const { userTokens } = clientOf(secret);
    expect((await userTokens.getTokenCurrentWithHttpInfo()).data).toMatchObject({ id, scope: 'global' });
    expect((await userTokens.revokeTokenCurrentWithHttpInfo()).response.status).toBe(204);
    await expect(userTokens.getTokenCurrentWithHttpInfo()).rejects.toMatchObject({ status: 401 });
  });

  it('hands on the status and the problem of a refusal', async () => {
    const unknown = clientOf(admin.secret).tokens.getAutomationTokenIdWithHttpInfo({ id: 'none' });
    await expect(unknown).rejects.toMatchObject({ status: 404, body: { code: 'not_found', title: 'Not found', status: 404 } });
    await expect(clientOf('junk').tokens.getAutomationTokenIdWithHttpInfo({ id: admin.id })).rejects.toMatchObject({ status: 401 });
  });
});
