import type { Service } from '../services/start-service.js';

/** What a service says of itself under this name; NaN where it says nothing. */
export async function gauge({ url }: Pick<Service, 'url'>, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
