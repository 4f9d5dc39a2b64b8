import { type Operation, type Principal, type Right, rightsOf } from '@latchkey/contracts';
import kafkajs, { type Admin, type AclEntry, type AclFilter } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** How Kafka numbers what a right names. */
const resources = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP, 'transactional-id': AclResourceTypes.TRANSACTIONAL_ID, cluster: AclResourceTypes.CLUSTER } as const;
const patterns = { literal: ResourcePatternTypes.LITERAL, prefixed: ResourcePatternTypes.PREFIXED } as const;
const operations = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Alter: AclOperationTypes.ALTER,
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
} as const satisfies Record<Operation, number>;

/**
 * Gives these principals what is declared for them, and takes from them what else they may do with names of this prefix, on the cluster or with everything. Leaves what denies
 * them something, what they may do with other names, and everybody else. Answers a line per change.
 */
export async function applyAcls(client: KafkaClient, principals: readonly Principal[]): Promise<string[]> {
  return client.asAdmin(async (admin) => {
    const { missing, stray } = await compare(admin, principals, client.prefixed(''));
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    if (stray.length > 0) await admin.deleteAcls({ filters: stray });
    return [...missing.map((entry) => `${told(entry)}: granted`), ...stray.map((entry) => `${told(entry)}: taken back`)];
  });
}

/** A line for each right that `applyAcls` would grant or take back. */
export interface AclDifference {
  readonly missing: readonly string[];
  readonly stray: readonly string[];
}

/** `undefined` where the cluster has nobody who checks rights. */
export async function lookAtAcls(client: KafkaClient, principals: readonly Principal[]): Promise<AclDifference | undefined> {
  try {
    const { missing, stray } = await client.asAdmin((admin) => compare(admin, principals, client.prefixed('')));
    return { missing: missing.map(told), stray: stray.map(told) };
  } catch (error) {
    if (error instanceof Error && (error as { type?: unknown }).type === 'SECURITY_DISABLED') return undefined;
    throw error;
  }
}

async function compare(admin: Admin, principals: readonly Principal[], prefix: string): Promise<{ missing: AclEntry[]; stray: AclEntry[] }> {
  const present = (await Promise.all(principals.map(({ name }) => allowed(admin, name)))).flat();
  const declared = principals.flatMap((principal) => rightsOf(principal, prefix).flatMap((right) => entriesOf(principal, right)));
  const [had, wanted] = [new Set(present.map(keyOf)), new Set(declared.map(keyOf))];
  return {
    missing: declared.filter((entry) => !had.has(keyOf(entry))),
    stray: present.filter((entry) => !wanted.has(keyOf(entry)) && concerns(prefix, entry)),
  };
}

/** The same as arguments of Kafka's own `kafka-acls.sh`, a line for each right. */
export function aclArguments(principals: readonly Principal[], prefix: string): string[] {
  return principals.flatMap((principal) =>
    rightsOf(principal, prefix).map(({ resource, name, pattern, operations: allowedOperations }) => {
      const names = allowedOperations.map((operation) => `--operation ${operation}`).join(' ');
      const what = resource === 'cluster' ? '--cluster' : `--${resource} ${name} --resource-pattern-type ${pattern}`;
      return `--add --allow-principal User:${principal.name} ${names} ${what}`;
    }),
  );
}

async function allowed(admin: Admin, name: string): Promise<AclEntry[]> {
  const any = { resourceType: AclResourceTypes.ANY, resourcePatternType: ResourcePatternTypes.ANY, operation: AclOperationTypes.ANY };
  const filter: AclFilter = { ...any, principal: userOf(name), permissionType: AclPermissionTypes.ALLOW };
  const { resources: found } = await admin.describeAcls(filter);
  return found.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
}

function entriesOf({ name: user }: Principal, { resource, name, pattern, operations: names }: Right): AclEntry[] {
  const common = {
    principal: userOf(user),
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: resources[resource],
    resourceName: name,
    resourcePatternType: patterns[pattern],
  };
  return names.map((operation) => ({ ...common, operation: operations[operation] }));
}

const userOf = (name: string): string => `User:${name}`;

/** Whether it allows anything with names of this prefix, or beyond all names. */
function concerns(prefix: string, { resourceType, resourceName, resourcePatternType }: AclEntry): boolean {
  if (resourceType === AclResourceTypes.CLUSTER || resourceName === '*' || resourceName.startsWith(prefix)) return true;
  return resourcePatternType === ResourcePatternTypes.PREFIXED && prefix.startsWith(resourceName);
}

function keyOf({ principal, host, permissionType, resourceType, resourceName, resourcePatternType, operation }: AclEntry): string {
  return JSON.stringify([principal, host, permissionType, resourceType, resourceName, resourcePatternType, operation]);
}

function told({ principal, resourceType, resourceName, resourcePatternType, operation }: AclEntry): string {
  const name = resourcePatternType === ResourcePatternTypes.PREFIXED ? `${resourceName}*` : resourceName;
  return `${principal} ${nameIn(AclOperationTypes, operation)} ${nameIn(AclResourceTypes, resourceType)} ${name}`;
}

function nameIn(numbers: object, number: number): string {
  const [name] = Object.entries(numbers).find(([, each]) => each === number) ?? [];
  return name ?? String(number);
}
