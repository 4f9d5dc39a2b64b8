const maxBytes = 256 * 1024;

/** What stands at `url`, if it is JSON of at most 256 KiB and comes in time. Follows no redirect: it could lead anywhere. */
export async function fetchJson(url: string, timeoutMs = 5_000): Promise<unknown> {
  const response = await fetch(url, { redirect: 'manual', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the identity provider answered ${response.status}`);
  }
  return parse(await textOf(response));
}

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error('the identity provider answered more than is read');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the identity provider answered no JSON');
  }
}
