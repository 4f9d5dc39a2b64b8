export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const infinities: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity };

/** The samples in the text format of Prometheus; lines that are no sample are passed over. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((each) => {
    const [, name, labels = '', value = ''] = line.exec(each) ?? [];
    return name === undefined ? [] : [{ name, labels: labelsIn(labels), value: infinities[value] ?? Number(value) }];
  });
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(label)].map(([, name = '', value = '']) => [name, unescape(value)]));
}

function unescape(value: string): string {
  return value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
