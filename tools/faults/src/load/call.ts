export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly timeoutMs: number;
}

/** An answer, or that there was none, so that nobody knows what became of the request. */
export type Outcome = { readonly status: number; readonly text: string; readonly consistency: string | null } | { readonly status: undefined; readonly why: string };

export async function call(url: string, token: string, { method, path, body, timeoutMs }: Request): Promise<Outcome> {
  const json = body && { body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/json' }) };
  try {
    const response = await fetch(url + path, { method, headers, signal: AbortSignal.timeout(timeoutMs), ...json });
    return { status: response.status, text: await response.text(), consistency: response.headers.get('latchkey-consistency') };
  } catch (error) {
    return { status: undefined, why: String(error) };
  }
}
