import kafkajs from 'kafkajs';
import type { KafkaClient } from '../src/kafka-client.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Lets a user write a topic of that name on the broker, or all whose names start with it, as an operator may have done by hand. */
export async function grantWriting(client: KafkaClient, user: string, resourceName: string, pattern: 'literal' | 'prefixed' = 'literal'): Promise<void> {
  const acl = {
    principal: `User:${user}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    operation: AclOperationTypes.WRITE,
    resourceType: AclResourceTypes.TOPIC,
    resourceName,
    resourcePatternType: pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
  };
  await client.asAdmin((admin) => admin.createAcls({ acl: [acl] }));
}
