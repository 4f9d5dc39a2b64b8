type Json = Record<string, unknown>;

const text = (description: string, example: string): Json => ({ description, schema: { type: 'string' }, example });

/** `components.headers`: what every route answers by its kind. */
export const responseHeaders: Record<string, Json> = {
  'X-Request-Id': text('The `X-Request-Id` of the request where that is 8 to 100 of `A-Z a-z 0-9 . _ -`, else a new one; the log has it too.', 'build-42-step-7'),
  'WWW-Authenticate': text('The challenge of RFC 6750, with 401 and with `insufficient_scope`.', 'Bearer realm="latchkey", error="invalid_token"'),
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer', minimum: 1 }, example: 1 },
  'RateLimit-Policy': text('How many requests in how many seconds you may make; absent where that is not limited.', '"caller";q=6000;w=60'),
  RateLimit: text('How many of them remain, and for how many seconds; absent where that is not limited.', '"caller";r=5999;t=60'),
};

const ref = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

/** The headers of every answer of a route with this status. */
export function headersOfEvery(status: string, open: boolean): Json {
  const knowsCaller = !open && status !== '401';
  return {
    'X-Request-Id': ref('X-Request-Id'),
    ...(knowsCaller ? { 'RateLimit-Policy': ref('RateLimit-Policy'), RateLimit: ref('RateLimit') } : {}),
  };
}
