import ts from 'typescript';
import { pathOf } from '../src/workspace.js';
import type { Resource } from './render.js';

/** The packages that know what resources of a group look like; every other group is one of Kubernetes itself. */
const packages: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda/',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/',
};
/** Of these no package knows. */
const unknownGroups = ['kafka.strimzi.io'];

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : '');

export const hasSchema = ({ apiVersion }: Resource): boolean => !unknownGroups.includes(groupOf(apiVersion));

/**
 * What is wrong with these resources by the published types of their kinds: a field that there is not, one that is missing, a wrong type or word. Each is a
 * literal to the compiler, which refuses what a type does not name.
 */
export function typeFaults(resources: readonly Resource[]): string[] {
  const file = pathOf('tools/manifests/src/rendered.ts');
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const source = ts.createSourceFile(file, resources.map(literal).join('\n'), ts.ScriptTarget.ES2022, true);
  host.getSourceFile = (name, ...rest) => (name === file ? source : read(name, ...rest));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program, source).map(({ messageText, start = 0 }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    return `${resourceAt(source.text, line)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

function literal(resource: Resource, index: number): string {
  const { apiVersion, kind, metadata } = resource;
  const module = `${packages[groupOf(apiVersion)] ?? 'kubernetes-models/'}${apiVersion}/${kind}`;
  return `// ${kind} ${metadata.name}\nconst _${index}: import(${JSON.stringify(module)}).I${kind} = ${JSON.stringify(resource, null, 1)};`;
}

function resourceAt(text: string, line: number): string {
  return text.split('\n').slice(0, line + 1).findLast((each) => each.startsWith('// '))?.slice(3) ?? '';
}
