import { setTimeout as pause } from 'node:timers/promises';

/** Until a service that is ready knows of the token, which comes to it by Kafka. `url` is something that the token may read. */
export async function knownCaller(url: string, token: string): Promise<void> {
  while (!(await fetch(url, { headers: { authorization: `Bearer ${token}` } })).ok) await pause(50);
}
