import type { GatewayRule } from './gateway-rules.js';

/** What a request needs; without a permission, nothing. */
export interface Target {
  readonly permission?: string | undefined;
  readonly service_id?: string | undefined;
  readonly workspace_id?: string | undefined;
}

type Part = { readonly text: string } | { readonly name: string };

interface CompiledRule {
  readonly methods: ReadonlySet<string> | undefined;
  readonly parts: readonly Part[];
  /** Whether anything may follow. */
  readonly open: boolean;
  readonly permission: string | undefined;
}

/** As long as a token’s list may name one. */
const longestId = 255;

/** The rules of a gateway, in their order. */
export class PathRules {
  private readonly rules: readonly CompiledRule[];

  constructor(rules: readonly GatewayRule[]) {
    this.rules = rules.map(compile);
  }

  /** What the first rule that matches asks for; `undefined` where none does. */
  match(method: string, segments: readonly string[]): Target | undefined {
    for (const rule of this.rules) {
      const names = (rule.methods?.has(method) ?? true) ? namesAt(rule, segments) : undefined;
      if (names) return { permission: rule.permission, service_id: names['service_id'], workspace_id: names['workspace_id'] };
    }
    return undefined;
  }
}

function compile({ methods, path, permission }: GatewayRule): CompiledRule {
  const segments = path.split('/').filter((segment) => segment !== '');
  const open = segments.at(-1) === '*';
  const parts = (open ? segments.slice(0, -1) : segments).map((segment) => (segment.startsWith('{') ? { name: segment.slice(1, -1) } : { text: segment }));
  return { methods: methods && new Set(methods), parts, open, permission };
}

function namesAt({ parts, open }: CompiledRule, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (open ? segments.length < parts.length : segments.length !== parts.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if ('text' in part ? segment !== part.text : segment.length > longestId) return undefined;
    if ('name' in part) names[part.name] = segment;
  }
  return names;
}
