import { KafkaModule } from '@latchkey/kafka';
import { OutboxModule } from '@latchkey/outbox';
import { CALLERS, databaseModule, PEOPLE, RefusesCallers } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallersInDatabase } from './callers/callers-in-database.js';
import { CATALOGUE } from './catalogue/catalogue.js';
import { CreateCustomerController } from './create-customer/create-customer.controller.js';
import { CreateCustomer } from './create-customer/create-customer.js';
import { CreateServiceAccountController } from './create-service-account/create-service-account.controller.js';
import { CreateServiceAccount } from './create-service-account/create-service-account.js';
import { DeleteServiceAccountController } from './delete-service-account/delete-service-account.controller.js';
import { DeleteServiceAccount } from './delete-service-account/delete-service-account.js';
import { EraseCustomerController } from './erase-customer/erase-customer.controller.js';
import { EraseCustomer } from './erase-customer/erase-customer.js';
import { GetCustomerController } from './get-customer/get-customer.controller.js';
import { GetCustomer } from './get-customer/get-customer.js';
import { GetServiceAccountController } from './get-service-account/get-service-account.controller.js';
import { GetServiceAccount } from './get-service-account/get-service-account.js';
import { GetTokenController } from './get-token/get-token.controller.js';
import { GetToken } from './get-token/get-token.js';
import { TokenServicesController } from './get-token/token-services.controller.js';
import { TokenWorkspacesController } from './get-token/token-workspaces.controller.js';
import { IssueTokenController } from './issue-token/issue-token.controller.js';
import { IssueToken } from './issue-token/issue-token.js';
import { Idempotency } from './idempotency/idempotency.js';
import { issuerDatabase } from './issuer.database.js';
import type { IssuerEnv } from './issuer.env.js';
import { issuerErrors } from './issuer.errors.js';
import { IssuerMetrics } from './issuer.metrics.js';
import { ReportLeaksController } from './leaked-tokens/report-leaks.controller.js';
import { ReportLeaks } from './leaked-tokens/report-leaks.js';
import { ReporterKeys } from './leaked-tokens/reporter-keys.js';
import { ListCustomersController } from './list-customers/list-customers.controller.js';
import { ListCustomers } from './list-customers/list-customers.js';
import { ListServiceAccountsController } from './list-service-accounts/list-service-accounts.controller.js';
import { ListServiceAccounts } from './list-service-accounts/list-service-accounts.js';
import { ListTokensController } from './list-tokens/list-tokens.controller.js';
import { ListTokens } from './list-tokens/list-tokens.js';
import { RevokeBySecretController } from './oauth-revoke/revoke-by-secret.controller.js';
import { RevokeBySecret } from './oauth-revoke/revoke-by-secret.js';
import { OffboardCustomerController } from './offboard-customer/offboard-customer.controller.js';
import { OffboardCustomer } from './offboard-customer/offboard-customer.js';
import { OwnTokenController } from './own-token/own-token.controller.js';
import { IDENTITY_PROVIDERS } from './people/identity-provider.js';
import { PeopleOfProviders } from './people/people-of-providers.js';
import { GetPolicyController } from './policy/get-policy.controller.js';
import { OwnUses } from './record-use/own-uses.js';
import { RecordUseController } from './record-use/record-use.controller.js';
import { RecordUse } from './record-use/record-use.js';
import { RefusedUses } from './record-use/refused-uses.js';
import { ReportReuse } from './record-use/report-reuse.js';
import { ResumeTokenController } from './resume-token/resume-token.controller.js';
import { ResumeToken } from './resume-token/resume-token.js';
import { RevokeSelectedController } from './revoke-selected/revoke-selected.controller.js';
import { RevokeSelected } from './revoke-selected/revoke-selected.js';
import { RevokeTokenController } from './revoke-token/revoke-token.controller.js';
import { RevokeToken } from './revoke-token/revoke-token.js';
import { ListRolesController } from './roles/list-roles.controller.js';
import { RotateTokenController } from './rotate-token/rotate-token.controller.js';
import { RotateToken } from './rotate-token/rotate-token.js';
import { SuspendTokenController } from './suspend-token/suspend-token.controller.js';
import { SuspendToken } from './suspend-token/suspend-token.js';
import { tokenStateFeed } from './token-state-feed/token-state-feed.provider.js';
import { UpdateCustomerController } from './update-customer/update-customer.controller.js';
import { UpdateCustomer } from './update-customer/update-customer.js';
import { UpdateServiceAccountController } from './update-service-account/update-service-account.controller.js';
import { UpdateServiceAccount } from './update-service-account/update-service-account.js';
import { UpdateTokenController } from './update-token/update-token.controller.js';
import { UpdateToken } from './update-token/update-token.js';

const dayMs = 24 * 60 * 60 * 1000;

const controllers = [
  IssueTokenController,
  ListTokensController,
  GetTokenController,
  TokenServicesController,
  TokenWorkspacesController,
  UpdateTokenController,
  SuspendTokenController,
  ResumeTokenController,
  RotateTokenController,
  RevokeTokenController,
  RevokeSelectedController,
  OwnTokenController,
  RecordUseController,
  ReportLeaksController,
  RevokeBySecretController,
  CreateCustomerController,
  ListCustomersController,
  GetCustomerController,
  UpdateCustomerController,
  OffboardCustomerController,
  EraseCustomerController,
  GetPolicyController,
  ListRolesController,
  CreateServiceAccountController,
  ListServiceAccountsController,
  GetServiceAccountController,
  UpdateServiceAccountController,
  DeleteServiceAccountController,
];

const useCases = [
  IssuerMetrics,
  Idempotency,
  IssueToken,
  ListTokens,
  GetToken,
  UpdateToken,
  SuspendToken,
  ResumeToken,
  RotateToken,
  RevokeToken,
  RevokeSelected,
  ReportLeaks,
  RevokeBySecret,
  RecordUse,
  ReportReuse,
  OwnUses,
  RefusedUses,
  CreateCustomer,
  ListCustomers,
  GetCustomer,
  UpdateCustomer,
  OffboardCustomer,
  EraseCustomer,
  CreateServiceAccount,
  ListServiceAccounts,
  GetServiceAccount,
  UpdateServiceAccount,
  DeleteServiceAccount,
];

@Module({})
@RefusesCallers(issuerErrors, 'person_not_entitled', 'identity_provider_unavailable')
export class IssuerModule {
  static with(env: IssuerEnv): DynamicModule {
    return {
      module: IssuerModule,
      imports: [
        databaseModule(env, issuerDatabase),
        TypeOrmModule.forFeature([...issuerDatabase.entities]),
        KafkaModule.with(env),
        OutboxModule.with({
          databaseUrl: env.RELAY_DATABASE_URL ?? env.DATABASE_URL,
          schema: issuerDatabase.schema,
          transactionalId: `${env.KAFKA_TOPIC_PREFIX}issuer.relay`,
          heartbeat: tokenStateFeed(env.TOMBSTONE_AFTER_DAYS * dayMs),
        }),
      ],
      controllers,
      providers: [
        { provide: CATALOGUE, useValue: env.CATALOGUE },
        { provide: CALLERS, useClass: CallersInDatabase },
        { provide: IDENTITY_PROVIDERS, useValue: env.IDENTITY_PROVIDERS },
        { provide: PEOPLE, useClass: PeopleOfProviders },
        { provide: ReporterKeys, useValue: ReporterKeys.at(env.LEAK_REPORT_KEYS_URL) },
        { provide: APP_INTERCEPTOR, useExisting: OwnUses },
        ...useCases,
      ],
    };
  }
}
