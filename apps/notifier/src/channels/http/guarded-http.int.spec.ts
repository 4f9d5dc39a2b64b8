import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { addressSet } from '@latchkey/access';
import { eventually } from '@latchkey/testing';
import { Authority } from '../../../test/channels/certificates.js';
import { fullServer, rawServer } from '../../../test/channels/hostile-servers.js';
import type { HostileServer } from '../../../test/channels/hostile-servers.js';
import { NameServer } from '../../../test/channels/name-server.js';
import { Receiver } from '../../../test/channels/receiver.js';
import type { Failed } from '../outcome.js';
import { GuardedHttp } from './guarded-http.js';
import type { Answer, HttpRules } from './guarded-http.js';

const closing: { close(): Promise<unknown> }[] = [];
const names = new NameServer();
let authority: Authority;
let receiver: Receiver;

const open = async <T extends Receiver>(made: T, host?: string, port?: number): Promise<T> => {
  await made.open(host, port);
  closing.push(made);
  return made;
};
const portOf = async (opening: Promise<HostileServer>): Promise<number> => {
  const server = await opening;
  closing.push(server);
  return server.port;
};
const guarded = (rules: Partial<HttpRules> = {}): GuardedHttp => {
  const usual = { allowedNetworks: addressSet(['127.0.0.1']), allowHttp: true, trusted: [authority.certificate], connectMs: 2000, totalMs: 4000 };
  return new GuardedHttp({ ...usual, ...rules }, names.resolver());
};
const post = (address: string, http = guarded(), body = '{}'): Promise<Answer | Failed> => http.post({ address, headers: { 'content-type': 'application/json' }, body });

const usualAnswers = (name: string): string[] => (name === 'hooks.test' ? ['127.0.0.1'] : []);

beforeAll(async () => {
  await names.open();
  names.answers = usualAnswers;
  authority = await Authority.make();
  receiver = await new Receiver(await authority.issue('hooks.test')).open();
});
afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
  names.asked.length = 0;
  receiver.received.length = 0;
  receiver.answering(204);
  names.answers = usualAnswers;
});
afterAll(async () => {
  await receiver.close();
  await names.close();
});
const hooks = (path = '/'): string => `https://hooks.test:${receiver.port}${path}`;

describe('GuardedHttp', () => {
  it('posts the body over TLS that it has verified', async () => {
    expect(await post(hooks('/in?a=b'), guarded(), '{"text":"dé"}')).toEqual({ kind: 'answered', status: 204, retryAfter: undefined, durationMs: expect.any(Number) });
    expect(receiver.received).toMatchObject([{ path: '/in?a=b', body: '{"text":"dé"}', headers: { 'content-length': '14', host: `hooks.test:${receiver.port}`, connection: 'close' } }]);
  });

  it('follows no redirect', async () => {
    const inner = await open(new Receiver());
    receiver.answering(307, { location: `http://127.0.0.1:${inner.port}/` });
    expect(await post(hooks())).toMatchObject({ kind: 'answered', status: 307 });
    expect(inner.received).toEqual([]);
  });

  it('sends nothing that is too large', async () => {
    expect(await post(hooks(), guarded(), 'x'.repeat(256 * 1024 + 1))).toMatchObject({ kind: 'failed', errorClass: 'too_large', retry: 'never' });
    expect(receiver.received).toEqual([]);
  });
});

describe('server-side request forgery', () => {
  it('is refused by literal addresses, and for good', async () => {
    const inner = await open(new Receiver());
    const nothingAllowed = guarded({ allowedNetworks: addressSet([]) });
    for (const host of ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', '169.254.169.254', '10.0.0.1']) {
      expect(await post(`http://${host}:${inner.port}/`, nothingAllowed)).toMatchObject({ kind: 'failed', errorClass: 'address_refused', retry: 'never' });
    }
    expect(inner.received).toEqual([]);
    expect(names.asked).toEqual([]);
  });

  it('is refused by names, for as long as they have such an address', async () => {
    const inner = await open(new Receiver());
    for (const addresses of [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['::1'], ['fd00:ec2::254'], ['::ffff:127.0.0.1']]) {
      names.answers = () => addresses;
      expect(await post(`http://inner.test:${inner.port}/`, guarded({ allowedNetworks: addressSet([]) }))).toMatchObject({ errorClass: 'address_refused', retry: 'later' });
    }
    expect(inner.received).toEqual([]);
  });

  it('is refused where one of several addresses is not to be sent to', async () => {
    names.answers = () => ['127.0.0.1', '127.0.0.2'];
    expect(await post(hooks())).toMatchObject({ errorClass: 'address_refused' });
    names.answers = () => ['127.0.0.1', 'fe80::1'];
    expect(await post(hooks())).toMatchObject({ errorClass: 'address_refused' });
    expect(receiver.received).toEqual([]);
  });

  it('by DNS rebinding comes to nothing: the address that was checked is the one connected to', async () => {
    const outer = await open(new Receiver());
    const inner = await open(new Receiver(), '127.0.0.2', outer.port);
    let answers = 0;
    names.answers = () => (answers++ < 2 ? ['127.0.0.1'] : ['127.0.0.2']); // one answer each to A and AAAA, then the other address
    const address = `http://rebind.test:${outer.port}/`;
    expect(await post(address)).toMatchObject({ kind: 'answered', status: 204 });
    expect(names.asked.sort()).toEqual(['rebind.test ipv4', 'rebind.test ipv6']);
    expect(await post(address)).toMatchObject({ errorClass: 'address_refused' });
    expect([outer.received.length, inner.received.length]).toEqual([1, 0]);
    expect(await post(address, guarded({ allowedNetworks: addressSet(['127.0.0.2']) }))).toMatchObject({ kind: 'answered' });
    expect(inner.received).toHaveLength(1);
  });

  it('asks no proxy of the environment', async () => {
    const proxy = await open(new Receiver());
    const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'NODE_USE_ENV_PROXY'];
    const before = variables.map((name) => process.env[name]);
    for (const name of variables) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`;
    try {
      names.answers = () => ['127.0.0.1'];
      const outer = await open(new Receiver());
      expect(await post(`http://outer.test:${outer.port}/`)).toMatchObject({ kind: 'answered' });
      expect(await post(hooks())).toMatchObject({ kind: 'answered' });
      expect(proxy.received).toEqual([]);
    } finally {
      variables.forEach((name, index) => {
        if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[index];
      });
    }
  });
});

describe('TLS', () => {
  it.each([
    ['a certificate of another name', async () => new Receiver(await authority.issue('other.test'))],
    ['a certificate that has run out', async () => new Receiver(await authority.issue('hooks.test', { expired: true }))],
    ['a certificate of an unknown authority', async () => new Receiver(await (await Authority.make()).issue('hooks.test'))],
    ['no TLS at all', async () => new Receiver()],
  ])('fails with %s, and nothing is sent', async (_, make) => {
    const broken = await open(await make());
    expect(await post(`https://hooks.test:${broken.port}/`)).toMatchObject({ kind: 'failed', errorClass: 'tls', retry: 'later' });
    expect(broken.received).toEqual([]);
  });

  it('is checked on each connection anew', async () => {
    const http = guarded();
    const first = await open(new Receiver(await authority.issue('hooks.test')));
    const { port } = first;
    expect(await post(`https://hooks.test:${port}/`, http)).toMatchObject({ kind: 'answered' });
    await first.close();
    closing.length = 0;
    await open(new Receiver(await (await Authority.make()).issue('hooks.test')), '127.0.0.1', port);
    expect(await post(`https://hooks.test:${port}/`, http)).toMatchObject({ errorClass: 'tls' });
  });
});

describe('a slow or hostile endpoint', () => {
  const inTime = { connectMs: 300, totalMs: 600 };

  it('that never answers is given up, and holds up no other', async () => {
    receiver.respond = () => undefined;
    const other = await open(new Receiver(await authority.issue('hooks.test')));
    const http = guarded(inTime);
    const order: string[] = [];
    const slow = post(hooks(), http).finally(() => order.push('slow'));
    const quick = post(`https://hooks.test:${other.port}/`, http).finally(() => order.push('quick'));
    expect(await quick).toMatchObject({ status: 204 });
    expect(await slow).toMatchObject({ errorClass: 'timeout', retry: 'later' });
    expect(order).toEqual(['quick', 'slow']);
  });

  it.each([
    ['connection', 'http', fullServer],
    ['TLS handshake', 'https', rawServer],
  ])('whose %s never comes about is given up earlier', async (_, protocol, server) => {
    const port = await portOf(server());
    const outcome = await post(`${protocol}://hooks.test:${port}/`, guarded({ connectMs: 300, totalMs: 30_000 }));
    expect(outcome).toMatchObject({ errorClass: 'timeout' });
    expect(outcome.durationMs).toBeLessThan(10_000);
  });

  it('that goes on for ever with its body is cut off, and its status counts', async () => {
    let written = Infinity;
    receiver.respond = (response) => {
      const { socket } = response;
      response.writeHead(200).once('close', () => (written = socket?.bytesWritten ?? 0));
      const more = (): void => {
        while (response.writable && response.write('x'.repeat(16 * 1024)));
      };
      response.on('drain', more);
      more();
    };
    expect(await post(hooks())).toMatchObject({ kind: 'answered', status: 200 });
    await eventually(() => expect(written).toBeLessThan(2_000_000));
  });

  it('whose body stalls is cut off, and its status counts', async () => {
    receiver.respond = (response) => response.writeHead(200).write('a beginning');
    const answer = await post(hooks(), guarded({ totalMs: 30_000 }));
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(answer.durationMs).toBeLessThan(20_000);
    const plain = await open(new Receiver());
    plain.respond = receiver.respond;
    expect(await post(`http://hooks.test:${plain.port}/`, guarded({ totalMs: 900 }))).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('that sends heads without end, or no HTTP, is given up', async () => {
    const long = await portOf(rawServer(`HTTP/1.1 200 OK\r\n${'x-more: and more\r\n'.repeat(10_000)}\r\n`));
    expect(await post(`http://hooks.test:${long}/`)).toMatchObject({ errorClass: 'bad_response', retry: 'later' });
    const other = await portOf(rawServer('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await post(`http://hooks.test:${other}/`)).toMatchObject({ errorClass: 'bad_response' });
    const switching = await portOf(rawServer('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'));
    expect(await post(`http://hooks.test:${switching}/`)).toMatchObject({ kind: 'failed', errorClass: 'bad_response' });
    const continuing = await portOf(rawServer('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)));
    expect(await post(`http://hooks.test:${continuing}/`)).toMatchObject({ kind: 'failed', errorClass: 'connection_lost' });
  });

  it('that hangs up, or is not there, is tried later', async () => {
    receiver.respond = (response) => response.destroy();
    expect(await post(hooks())).toMatchObject({ errorClass: 'connection_lost', retry: 'later' });
    const gone = await new Receiver().open();
    const { port } = gone;
    await gone.close();
    expect(await post(`http://hooks.test:${port}/`)).toMatchObject({ errorClass: 'connection_refused', retry: 'later' });
  });

  it('without a name, or with a silent name server, is tried later', async () => {
    expect(await post('https://nowhere.test/')).toMatchObject({ errorClass: 'dns', retry: 'later' });
    names.answers = () => undefined;
    expect(await post(hooks())).toMatchObject({ errorClass: 'dns' });
    expect(await post(hooks(), guarded({ connectMs: 50 }))).toMatchObject({ errorClass: 'timeout' });
  });
});
