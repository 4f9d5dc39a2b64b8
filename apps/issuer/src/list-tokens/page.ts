import { z } from 'zod';

export interface Page {
  readonly page: number;
  readonly per_page: number;
}

export const pageMeta = z.strictObject({ per_page: z.int(), current_page: z.int(), record_count: z.int(), total_pages: z.int() });

export function metaOf({ page, per_page }: Page, total: number): z.infer<typeof pageMeta> {
  return { per_page, current_page: page, record_count: total, total_pages: Math.ceil(total / per_page) };
}

/** For the OpenAPI document. */
export const pageHeaders = {
  Link: {
    description: 'The other pages (RFC 8288): `first`, `prev`, `next`, `last`.',
    schema: { type: 'string' as const },
    example: '</automation-tokens?page=2&per_page=20>; rel="next"',
  },
};

/** RFC 8288: the other pages of the list at `url`, a path with its query, and the names of what they are to this one. */
export function pageLinks(url: string, { current_page: page, per_page: perPage, total_pages: total }: z.infer<typeof pageMeta>): string {
  // A `?` may stand in the query itself (RFC 3986 section 3.4).
  const [path = '', ...query] = url.split('?');
  const linkTo = (number: number, name: string): string => {
    const parameters = new URLSearchParams(query.join('?'));
    parameters.set('page', String(number));
    parameters.set('per_page', String(perPage));
    return `<${path}?${parameters}>; rel="${name}"`;
  };
  const last = Math.max(total, 1);
  return [
    linkTo(1, 'first'),
    ...(page > 1 ? [linkTo(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [linkTo(page + 1, 'next')] : []),
    linkTo(last, 'last'),
  ].join(', ');
}
