/** RFC 3986 section 3.3, less `;`: what follows it some servers take for a parameter and drop. */
const plain = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@/%]*$/;
const brokenEscape = /%(?![0-9A-Fa-f]{2})/;
/** `/`, `\`, `.`, `;` and `%` where they are written as escapes: one server decodes them before it splits the path, another after. */
const escapedMark = /%(?:2f|5c|2e|3b|25)/i;
const control = /\p{Cc}/u;

/**
 * The segments of the path of a request target, decoded once, its query cut off. `undefined` where two servers could take the path for different ones: so whatever
 * a rule says of it holds for what stands behind the gateway, too. `/a/` has the segments of `/a`.
 */
export function pathSegments(target: string): readonly string[] | undefined {
  const [path = ''] = target.split('?', 1);
  if (!plain.test(path) || brokenEscape.test(path) || escapedMark.test(path)) return undefined;
  const segments = path.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  return path.includes('%') ? decoded(segments) : segments;
}

function decoded(segments: readonly string[]): readonly string[] | undefined {
  try {
    const texts = segments.map(decodeURIComponent);
    return texts.some((text) => control.test(text)) ? undefined : texts;
  } catch {
    // Not UTF-8.
    return undefined;
  }
}
