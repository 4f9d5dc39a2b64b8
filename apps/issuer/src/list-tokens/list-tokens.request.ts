import { z } from 'zod';
import { refuseContradictions, selectorFields } from './token-selector.js';

const maxPerPage = 100;

/** Of any list that comes in numbered pages. */
export const pageFields = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).describe('from 1'),
  per_page: z.coerce.number().int().min(1).default(20).transform((count) => Math.min(count, maxPerPage)).describe(`${maxPerPage} at most`),
};

const sorts = ['created_at', '-created_at', 'expires_at', '-expires_at', 'last_used_at', '-last_used_at', 'name', '-name'] as const;
export type Sort = (typeof sorts)[number];

/** The query of `GET /automation-tokens`. */
export const listTokensQuery = z
  .strictObject({
    ...selectorFields,
    sort: z
      .enum(sorts)
      .default('-created_at')
      .describe('`-` for descending. Ascending, tokens never used come first, those that never expire last. Names sort by code point.'),
    ...pageFields,
  })
  .superRefine(refuseContradictions);
export type ListTokensQuery = z.output<typeof listTokensQuery>;
