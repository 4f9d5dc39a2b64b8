import { z } from 'zod';
import { issuerEnv } from '../issuer.env.js';

export const serviceNames = ['issuer', 'verifier', 'auditor', 'notifier'] as const;
export type ServiceName = (typeof serviceNames)[number];

const urls = (service: ServiceName) =>
  z
    .string()
    .default('')
    .transform((list) => list.split(',').map((each) => each.trim()).filter((each) => each !== ''))
    .refine((list) => list.every(isBase), { error: 'expected http:// or https:// URLs without path and credentials, separated by commas' })
    .describe(`URLs of each instance of the ${service}, past any gateway, separated by commas; default none, so that what only they tell is skipped`);

/** What the issuer reads, and where the services are. */
export const doctorEnv = issuerEnv.safeExtend({
  ISSUER_URLS: urls('issuer'),
  VERIFIER_URLS: urls('verifier'),
  AUDITOR_URLS: urls('auditor'),
  NOTIFIER_URLS: urls('notifier'),
});

export type DoctorEnv = z.infer<typeof doctorEnv>;

/** The variable that says where a service is. */
export const urlsVariable = (service: ServiceName): `${Uppercase<ServiceName>}_URLS` => `${service.toUpperCase() as Uppercase<ServiceName>}_URLS`;

/** Whether it is a URL to which paths can be added. */
export function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '' && pathname === '/';
}
