import { Validator } from '@seriousme/openapi-schema-validator';

interface Content {
  readonly example?: unknown;
  readonly examples?: object;
}
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}

/** Where an OpenAPI document is invalid, or leaves out what a caller has to know; empty when it is sound. */
export async function openApiFaults(document: object): Promise<string[]> {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown> & { paths: Record<string, Record<string, Operation>> };
  const operations = Object.values(copy.paths).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  return [
    ...(await invalidities(copy)),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: is the name of two operations`),
    ...operations.flatMap((operation) => gapsIn(operation).map((gap) => `${operation.operationId}: ${gap}`)),
  ];
}

async function invalidities(document: Record<string, unknown>): Promise<string[]> {
  const { valid, errors } = await new Validator().validate(document);
  return valid ? [] : [`invalid: ${JSON.stringify(errors)}`];
}

function gapsIn({ summary, description, tags = [], security, parameters = [], responses }: Operation): string[] {
  const statuses = Object.keys(responses);
  return [
    ...(summary && description ? [] : ['is not described']),
    ...(tags.length > 0 ? [] : ['has no tag']),
    ...(security ? [] : ['does not say who may call it']),
    ...parameters.filter((parameter) => !parameter.description).map(({ name }) => `the parameter ${name} is not described`),
    ...(statuses.some((status) => /^[23]/.test(status)) ? [] : ['has no answer']),
    ...(statuses.some((status) => /^[45]/.test(status)) ? [] : ['has no error']),
    ...statuses.filter((status) => status === 'default').map(() => 'hides answers behind a default'),
    ...Object.entries(responses).flatMap(([status, answer]) => gapsInAnswer(answer).map((gap) => `${status} ${gap}`)),
  ];
}

function gapsInAnswer({ description, content = {} }: Answer): string[] {
  const bare = Object.entries(content).filter(([, { example, examples }]) => example === undefined && examples === undefined);
  return [...(description === '' ? ['is not described'] : []), ...bare.map(([type]) => `has no example of ${type}`)];
}
