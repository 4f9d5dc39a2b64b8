import { parse } from 'yaml';
import { z } from 'zod';
import { readText } from '../workspace.js';
import { plainRules } from './prometheus-rule.js';

const rule = z.strictObject({
  alert: z.string().regex(/^Latchkey[A-Z]\w+$/),
  expr: z.string(),
  for: z.string().regex(/^\d+[mh]$/),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string().min(20), runbook_url: z.string().regex(/^docs\/runbooks\/[a-z-]+\.md$/) }),
});
export type AlertRule = z.infer<typeof rule>;

const file = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })) });

export function alertRules(): AlertRule[] {
  return file.parse(parse(readText(plainRules))).groups.flatMap(({ rules }) => rules);
}
