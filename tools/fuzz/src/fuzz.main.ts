import { randomBytes } from 'node:crypto';
import { parseEnv } from '@latchkey/runtime';
import { type Children, type Infrastructure, prepare, runCommand, startService, throwAwayInfrastructure } from '@latchkey/stack';
import { makeCustomer } from './customer.js';
import { fuzzEnv } from './fuzz.env.js';
import { Schemathesis } from './schemathesis.js';

const env = parseEnv(fuzzEnv);
/** All that a customer's own token may hold. */
const roles = 'engineer,billing,user,tls_admin,token_admin,auditor,introspector,reporter';
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'ignored_auth',
].join(',');
/** Nobody's limit may end the run. */
const unlimited = { RATE_LIMIT_PER_MINUTE: '0', UNKNOWN_CREDENTIALS_PER_MINUTE: '0' };

/** The live issuer against its own OpenAPI document: as a customer on every route, then as the platform on those of customers. */
async function fuzz(children: Children, { brokers, databaseUrl }: Infrastructure): Promise<boolean> {
  const schemathesis = await Schemathesis.install(children, env);
  const prefix = `fuzz${randomBytes(4).toString('hex')}.`;
  const { customer_id: platform, access_token: caller } = await prepare({ databaseUrl, brokers, prefix }, children);
  const issuer = await startService('issuer', { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, ...unlimited }, { children });
  await issuer.ready();
  const [ours, theirs] = [await makeCustomer(issuer.url, caller), await makeCustomer(issuer.url, caller)];
  const common = { url: issuer.url, args: ['--checks', checks] };
  const variables = (customer: string, named: string, held: string) => ({ FUZZ_CALLER: caller, FUZZ_CUSTOMER: customer, FUZZ_NAMED_CUSTOMER: named, FUZZ_ROLES: held });
  const onCustomers = [...common.args, '--include-path-regex', '^/customers'];
  return [
    await schemathesis.run({ ...common, name: 'as a customer', variables: variables(ours, ours, roles) }),
    await schemathesis.run({ ...common, args: onCustomers, name: 'as the platform', variables: variables(platform, theirs, 'platform_admin') }),
  ].every(Boolean);
}

await runCommand({ name: `fuzz-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const infrastructure = await throwAwayInfrastructure({ KAFKA_BROKERS: undefined, DATABASE_URL: undefined }, { tunedFor: 'tests', children, record });
  return (await fuzz(children, infrastructure)) ? 0 : 1;
});
