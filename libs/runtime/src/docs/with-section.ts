/** The page with this section instead of the one of the same heading, or at its end. */
export function withSection(page: string, section: string): string {
  const [heading = ''] = section.split('\n', 1);
  const start = page.indexOf(`${heading}\n`);
  if (start < 0) return `${page}\n${section}`;
  const next = page.indexOf('\n## ', start);
  return page.slice(0, start) + section + (next < 0 ? '' : page.slice(next));
}
