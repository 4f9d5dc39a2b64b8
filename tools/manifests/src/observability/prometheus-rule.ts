/** The alert rules, as Prometheus reads them from a file, as the resource that the Prometheus operator reads. */
export function prometheusRule(rules: string): string {
  const indented = rules.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return [
    '# Made of deploy/observability/prometheus/rules/latchkey.yaml by `npm run docs`.',
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    '  name: latchkey',
    'spec:',
    ...indented,
  ].join('\n');
}

export const plainRules = 'deploy/observability/prometheus/rules/latchkey.yaml';
export const operatorRules = 'deploy/kubernetes/overlays/production/prometheus-rule.yaml';
