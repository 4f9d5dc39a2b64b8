const answerWithinMs = 5_000;

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** The status that its answer has. */
  readonly status: number;
  readonly withinMs?: number;
}

/** Asks a service as the holder of a token. Throws, without what was sent or received, where the answer is another or none comes in time. */
export async function askAs(token: string, url: string, { method, path, body, status, withinMs = answerWithinMs }: Question): Promise<unknown> {
  const json = body && { body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/json' }) };
  const response = await fetch(new URL(path, url), { method, headers, ...json, redirect: 'manual', signal: AbortSignal.timeout(withinMs) });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${path} answered ${response.status}`);
  return text === '' ? undefined : JSON.parse(text);
}
