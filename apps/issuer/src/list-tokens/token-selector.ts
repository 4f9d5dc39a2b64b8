import { fields } from '@latchkey/contracts';
import { z } from 'zod';

export const tokenStatuses = ['active', 'suspended', 'revoked', 'expired'] as const;

/** One text or several. */
const several = z.union([z.string(), z.array(z.string()).min(1).max(50)]).transform((given) => (typeof given === 'string' ? [given] : given));
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export interface LabelFilter {
  readonly name: string;
  /** Absent: any. */
  readonly value: string | undefined;
}

const label = z.string().transform((text, context): LabelFilter => {
  const colon = text.indexOf(':');
  const filter = colon < 0 ? { name: text, value: undefined } : { name: text.slice(0, colon), value: text.slice(colon + 1) };
  // The name on its own: a record would pass over `__proto__` unseen, with its value.
  if (fields.labelName.safeParse(filter.name).success && fields.labels.safeParse({ value: filter.value ?? '' }).success) return filter;
  context.addIssue({ code: 'custom', message: 'expected the name of a label, or its name and value as `name:value`' });
  return z.NEVER;
});

/** What tokens can be found by; all that is named must hold. Of each pair, `_after` is at or after the instant and `_before` before it. */
export const selectorFields = {
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  status: several
    .transform((given) => given.flatMap((text) => text.split(',')))
    .pipe(z.array(z.enum(tokenStatuses)))
    .optional()
    .describe(`any of ${tokenStatuses.join(', ')}: repeated, or separated by commas`),
  role: fields.name.optional().describe('tokens that have this role, beside others or alone'),
  service: fields.name.optional().describe('tokens whose `services` name this one; those without a limit reach it too, and are not among them'),
  creator_id: fields.id.optional().describe('the service account or the person that made them'),
  service_account_id: fields.id.optional().describe('whose they are'),
  parent_id: fields.id.optional().describe('the token that made them'),
  family_id: fields.id.optional().describe('the first of those that replaced one another'),
  label: several
    .pipe(z.array(label))
    .optional()
    .describe('the name of a label, or `name:value` up to its first colon; repeated, all must hold'),
  name: fields.name.optional().describe('how their name begins'),
  created_after: instant.optional().describe('at this instant or later'),
  created_before: instant.optional().describe('earlier than this instant'),
  expires_after: instant.optional().describe('those that never expire are among them'),
  expires_before: instant.optional().describe('those that never expire are not among them'),
  last_used_after: instant.optional().describe('those never used are not among them'),
  last_used_before: instant.optional().describe('those never used are among them if they were created before it'),
};

export type TokenFilters = z.output<z.ZodObject<typeof selectorFields>>;

/** Of tokens, some named by their ids. */
export type TokenSelector = TokenFilters & { readonly ids?: string[] | undefined };

/** For `superRefine` of a schema with these fields: refuses what no token can meet. */
export function refuseContradictions(filters: TokenFilters, context: z.RefinementCtx): void {
  for (const what of ['created', 'expires', 'last_used'] as const) {
    const [after, before] = [filters[`${what}_after`], filters[`${what}_before`]];
    if (after && before && after >= before) refuse(context, `${what}_before`, `is not after \`${what}_after\``);
  }
  const values = new Map<string, string>();
  for (const { name, value } of filters.label ?? []) {
    if (value === undefined) continue;
    if ((values.get(name) ?? value) !== value) refuse(context, 'label', 'asks for two values of one label');
    values.set(name, value);
  }
}

function refuse(context: z.RefinementCtx, field: keyof TokenFilters, message: string): void {
  context.addIssue({ code: 'custom', path: [field], message });
}
