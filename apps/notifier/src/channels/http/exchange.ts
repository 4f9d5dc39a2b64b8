import http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { AttemptError } from '../outcome.js';
import { classify } from './classify-error.js';
import type { Phase } from './classify-error.js';
import type { Target } from './read-address.js';
import type { Address } from './resolve-host.js';

export interface Exchange {
  readonly target: Target;
  /** Those of the target, checked. No others are connected to. */
  readonly addresses: readonly [Address, ...Address[]];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly agent: http.Agent;
  /** To connect, TLS included. */
  readonly connectMs: number;
  /** Ends everything. */
  readonly deadline: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const mostBodyBytes = 16 * 1024;
const mostBodyMs = 1000;
const attemptEachAddressMs = 2000;

/** One POST over a connection of its own. Follows no redirect; the body of the answer is let go unread. */
export function exchange({ target, addresses, headers, body, agent, connectMs, deadline }: Exchange): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions & { autoSelectFamilyAttemptTimeout: number } = {
      method: 'POST',
      host: target.hostname,
      port: target.port,
      path: target.path,
      headers,
      agent,
      signal: deadline,
      // What was checked is what is connected to: nobody asks for the name again.
      lookup: (_hostname, { all }, callback) => (all ? callback(null, [...addresses]) : callback(null, addresses[0].address, addresses[0].family)),
      autoSelectFamilyAttemptTimeout: attemptEachAddressMs,
    };
    const outgoing = (target.secure ? https : http).request(options);
    let phase: Phase = 'connect';
    const connecting = setTimeout(() => outgoing.destroy(new AttemptError('timeout')), connectMs);
    const connected = (): void => {
      phase = 'exchange';
      clearTimeout(connecting);
    };
    outgoing.once('socket', (socket: Socket) => {
      socket.once('connect', () => (target.secure ? (phase = 'tls') : connected()));
      socket.once('secureConnect', connected);
    });
    let isAnswered = false;
    /** Once there is an answer, all that can still happen is that its body ends. */
    const fail = (error: AttemptError): void => {
      clearTimeout(connecting);
      if (!isAnswered) reject(error);
    };
    outgoing.on('error', (error) => fail(classify(error, phase, deadline)));
    deadline.addEventListener('abort', () => fail(new AttemptError('timeout')), { once: true });
    // Without a listener, Node would end neither the request nor its promise.
    outgoing.once('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new AttemptError('bad_response'));
    });
    outgoing.once('response', (response) => {
      isAnswered = true;
      const answered = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
      void letGo(response).then(() => resolve(answered));
    });
    outgoing.end(body);
  });
}

/** The status has said it all. A short body is taken in, for the other side may not like to be cut off; one that is long or slow is cut off. */
function letGo(response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), mostBodyMs);
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBodyBytes) response.destroy();
    });
    response.on('error', () => undefined);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
