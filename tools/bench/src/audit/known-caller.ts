import { setTimeout as pause } from 'node:timers/promises';

/** Until an auditor that is ready knows of the token, which comes to it by Kafka. */
export async function knownCaller(auditorUrl: string, token: string): Promise<void> {
  while (!(await fetch(`${auditorUrl}/audit-events?limit=1`, { headers: { authorization: `Bearer ${token}` } })).ok) await pause(50);
}
