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

const recording = z.strictObject({ record: z.string().regex(/^latchkey:[a-z_]+:ratio_rate\d+[mh]$/), expr: z.string() });
export type RecordingRule = z.infer<typeof recording>;

const file = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(z.union([rule, recording])).min(1) })) });

export function alertRules(): AlertRule[] {
  return allRules().filter((each) => 'alert' in each);
}

/** What Prometheus computes beforehand for alerts to ask for. */
export function recordingRules(): RecordingRule[] {
  return allRules().filter((each) => 'record' in each);
}

function allRules(): (AlertRule | RecordingRule)[] {
  return file.parse(parse(readText(plainRules))).groups.flatMap(({ rules }) => rules);
}
