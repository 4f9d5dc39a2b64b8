import { z } from 'zod';

const created = z.object({ id: z.string() });

/** A new customer of the issuer at `url`, by a platform token. */
export async function makeCustomer(url: string, caller: string): Promise<string> {
  const answer = await fetch(`${url}/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'fuzzed' }),
  });
  if (!answer.ok) throw new Error(`the customer was not made: ${answer.status}`);
  return created.parse(await answer.json()).id;
}
