import { parser } from '@prometheus-io/lezer-promql';

/** One selector of an expression: the metric that it names, and the labels that it asks for. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression of PromQL selects. Throws where it is none. */
export function selectorsOf(expression: string): Selector[] {
  const selectors: { metric: string; labels: string[] }[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, type, from, to, node }) => {
      const text = expression.slice(from, to);
      const selector = selectors.at(-1);
      if (type.isError) throw new SyntaxError(`not PromQL at ${from}: ${expression}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', labels: [] });
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector' && selector) selector.metric = text;
      if (name === 'LabelName' && node.parent?.name === 'UnquotedLabelMatcher') selector?.labels.push(text);
    },
  });
  return selectors;
}
