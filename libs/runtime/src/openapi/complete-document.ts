import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorKind } from '../errors/api-error.js';
import type { ErrorKinds } from '../errors/error-pages.js';
import { runtimeErrors } from '../errors/runtime-error.js';
import { commonProblems } from './common-problems.js';
import { jsonSchema } from './json-schema.js';
import { type Marks, takeMarks } from './marks.js';
import { oauthResponses } from './oauth-responses.js';
import { problemExamples, problemResponses } from './problem-responses.js';
import { problemSchema } from './problem.schema.js';
import { headersOfEvery, responseHeaders } from './response-headers.js';

type Json = Record<string, unknown>;
type Kinds = Record<string, ErrorKind>;
interface Operation extends Json {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly in?: string }[];
  readonly requestBody?: unknown;
  readonly responses: Record<string, Json>;
}

type Paths = Record<string, Record<string, Operation>>;

export interface ServiceFacts {
  readonly hasDatabase: boolean;
  /** What its own way of knowing callers refuses. */
  readonly callerProblems: ErrorKinds;
}

const credentials = [{ bearer: [] }, { 'fastly-key': [] }];

/** Names what each operation answers besides what its decorators say: its problems, its headers, and who may call it. */
export function completeDocument(document: OpenAPIObject, service: ServiceFacts): OpenAPIObject {
  const seen: Kinds = {};
  const paths = mapOperations(document.paths as unknown as Paths, (marked) => {
    const { marks, operation } = takeMarks(marked);
    const kinds = kindsOf(marks, operation, service);
    Object.assign(seen, kinds);
    return completeOperation(operation, marks, kinds);
  });
  const completed = {
    ...document,
    tags: tagsOf(paths),
    paths,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: jsonSchema(problemSchema, 'output') },
      headers: responseHeaders,
      examples: problemExamples(seen),
    },
  };
  return completed as unknown as OpenAPIObject;
}

function kindsOf({ open, rawBody, permissions, problems }: Marks, { parameters = [], requestBody, tags = [] }: Operation, service: ServiceFacts): Kinds {
  // Health says how the database is, and so never fails for want of it.
  const hasDatabase = service.hasDatabase && !tags.includes('health');
  const route = { open, permissions, hasBody: requestBody !== undefined, rawBody, hasParameters: parameters.some(isParsed), hasDatabase };
  const common = Object.fromEntries(commonProblems(route).map((code) => [code, runtimeErrors[code]]));
  return { ...common, ...(open ? {} : service.callerProblems), ...problems };
}

/** Headers are read by whoever asks for them. */
function isParsed(parameter: { readonly in?: string }): boolean {
  return parameter.in !== 'header';
}

function completeOperation(operation: Operation, { open, anonymous, oauth, permissions }: Marks, kinds: Kinds): Operation {
  const responses = mergeResponses(operation.responses, oauth ? oauthResponses(kinds) : problemResponses(kinds));
  return {
    ...operation,
    // @nestjs/swagger leaves an empty summary beside a description.
    summary: operation.summary || summaryOf(operation.operationId),
    description: operation.description || audience(open, permissions),
    ...(permissions.length > 0 ? { 'x-permissions': permissions } : {}),
    security: open ? [] : [...(anonymous ? [{}] : []), ...credentials],
    responses: mapValues(responses, (response, status) => ({ ...response, headers: { ...headersOfEvery(status, open), ...(response.headers as Json) } })),
  };
}

/** A status may stand for an answer of the route's own and for a problem. */
function mergeResponses(own: Record<string, Json>, problems: Record<string, Json>): Record<string, Json> {
  const both = Object.entries(problems).map(([status, problem]) => [status, mergeResponse(own[status] ?? {}, problem)]);
  return { ...own, ...Object.fromEntries(both) } as Record<string, Json>;
}

function mergeResponse(own: Json, problem: Json): Json {
  const under = (name: string) => ({ ...(own[name] as Json | undefined), ...(problem[name] as Json) });
  const description = [own.description, problem.description].filter((part) => part !== undefined && part !== '').join('\n\n');
  return { ...own, description, headers: under('headers'), content: under('content') };
}

function summaryOf(operationId: string): string {
  const words = operationId.replace(/\d+$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function audience(open: boolean, permissions: readonly string[]): string {
  if (open) return 'Open to anyone.';
  if (permissions.length === 0) return 'Takes any live token.';
  return `Takes a token that holds ${permissions.map((permission) => `\`${permission}\``).join(' and ')}.`;
}

function tagsOf(paths: Paths): { name: string }[] {
  const names = Object.values(paths).flatMap((item) => Object.values(item)).flatMap(({ tags = [] }) => tags);
  return [...new Set(names)].sort().map((name) => ({ name }));
}

function mapOperations(paths: Paths, map: (operation: Operation) => Operation): Paths {
  return mapValues(paths, (item) => mapValues(item, map));
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
