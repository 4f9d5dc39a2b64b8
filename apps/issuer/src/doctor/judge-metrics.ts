import type { Check } from './check.js';
import { serviceNames, type ServiceName, urlsVariable } from './doctor.env.js';
import { ok, skipped, type Verdict } from './finding.js';
import { answers, type Answering } from './instance.js';

export interface MetricRule {
  readonly metric: string;
  /** Where every instance has a view of the same thing: which of them counts. Default the largest. */
  readonly across?: 'least';
  readonly when: (value: number) => boolean;
  readonly verdict: (what: string, worst: number) => Verdict;
}

/** What there is to say where no rule holds. */
type Well = (instances: readonly Answering[]) => string;

const nothingStandsOut: Well = (instances) => {
  const asked = serviceNames.filter((name) => instances.some(({ service }) => service === name));
  return `nothing stands out at the ${asked.join(', the ')}`;
};

/** A check by what these services show at `/metrics`. */
export function metricsCheck(name: string, of: readonly ServiceName[], rules: readonly MetricRule[], well: Well = nothingStandsOut): Check {
  return {
    name,
    run: async (deployment) => {
      const instances = (await deployment.instances()).filter(answers);
      const silent = of.filter((service) => !instances.some((each) => each.service === service));
      const missing = silent.map((service) => skipped(`${service}: no instance answers at ${urlsVariable(service)}`));
      const asked = instances.filter(({ service }) => of.includes(service));
      return asked.length === 0 ? missing : [...judgeMetrics(rules, asked, well), ...missing];
    },
  };
}

export function judgeMetrics(rules: readonly MetricRule[], instances: readonly Answering[], well: Well = nothingStandsOut): Verdict[] {
  const verdicts = rules.flatMap((rule) => {
    const bad = [...valuesOf(rule, instances)].filter(([, value]) => rule.when(value));
    const worst = Math.max(...bad.map(([, value]) => value));
    return bad.length === 0 ? [] : [rule.verdict(listed(bad.map(([what]) => what)), worst)];
  });
  return verdicts.length > 0 ? verdicts : [ok(well(instances))];
}

/** By what the samples are of: their labels, or the instance where they have none. */
function valuesOf({ metric, across }: MetricRule, instances: readonly Answering[]): Map<string, number> {
  const values = new Map<string, number>();
  for (const { name, answer } of instances) {
    for (const sample of answer.metrics.filter((each) => each.name === metric)) {
      const what = Object.values(sample.labels).join(' ') || name;
      const known = values.get(what);
      values.set(what, known === undefined ? sample.value : Math[across === 'least' ? 'min' : 'max'](known, sample.value));
    }
  }
  return values;
}

const shown = 5;

function listed(names: readonly string[]): string {
  return names.length > shown ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more` : names.join(', ');
}
