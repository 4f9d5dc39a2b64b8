const maxBytes = 256 * 1024;

export interface FetchOptions {
  /** Of what was read last. */
  readonly etag?: string | undefined;
  readonly timeoutMs?: number;
}

export interface Fetched {
  readonly json: unknown;
  readonly etag: string | undefined;
}

/**
 * What stands at `url`, if it is JSON of at most 256 KiB and comes in time; `undefined` where it is still what `etag` names (RFC 9110 section 13.1.2).
 * Follows no redirect: it could lead anywhere.
 */
export async function fetchJson(url: string, { etag, timeoutMs = 5_000 }: FetchOptions = {}): Promise<Fetched | undefined> {
  const headers = { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) };
  const response = await fetch(url, { redirect: 'manual', headers, signal: AbortSignal.timeout(timeoutMs) });
  if (response.status === 304 && etag !== undefined) return undefined;
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the host answered ${response.status}`);
  }
  return { json: parse(await textOf(response)), etag: response.headers.get('etag') ?? undefined };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error('the host answered more than is read');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the host answered no JSON');
  }
}
