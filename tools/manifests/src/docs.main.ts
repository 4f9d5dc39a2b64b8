import { writeFileSync } from 'node:fs';
import { operatorRules, plainRules, prometheusRule } from './observability/prometheus-rule.js';
import { pathOf, readText } from './workspace.js';

writeFileSync(pathOf(operatorRules), prometheusRule(readText(plainRules)));
