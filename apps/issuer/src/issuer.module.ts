import { KafkaModule } from '@latchkey/kafka';
import { OutboxModule } from '@latchkey/outbox';
import { CALLERS, databaseModule, PEOPLE } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallersInDatabase } from './callers/callers-in-database.js';
import { CATALOGUE } from './catalogue/catalogue.js';
import { GetTokenController } from './get-token/get-token.controller.js';
import { GetToken } from './get-token/get-token.js';
import { TokenServicesController } from './get-token/token-services.controller.js';
import { TokenWorkspacesController } from './get-token/token-workspaces.controller.js';
import { IssueTokenController } from './issue-token/issue-token.controller.js';
import { IssueToken } from './issue-token/issue-token.js';
import { Idempotency } from './idempotency/idempotency.js';
import { issuerDatabase } from './issuer.database.js';
import type { IssuerEnv } from './issuer.env.js';
import { IssuerMetrics } from './issuer.metrics.js';
import { ReportLeaksController } from './leaked-tokens/report-leaks.controller.js';
import { ReportLeaks } from './leaked-tokens/report-leaks.js';
import { ReporterKeys } from './leaked-tokens/reporter-keys.js';
import { ListTokensController } from './list-tokens/list-tokens.controller.js';
import { ListTokens } from './list-tokens/list-tokens.js';
import { RevokeBySecretController } from './oauth-revoke/revoke-by-secret.controller.js';
import { RevokeBySecret } from './oauth-revoke/revoke-by-secret.js';
import { OwnTokenController } from './own-token/own-token.controller.js';
import { IDENTITY_PROVIDERS } from './people/identity-provider.js';
import { PeopleOfProviders } from './people/people-of-providers.js';
import { OwnUses } from './record-use/own-uses.js';
import { RecordUseController } from './record-use/record-use.controller.js';
import { RecordUse } from './record-use/record-use.js';
import { ReportReuse } from './record-use/report-reuse.js';
import { ResumeTokenController } from './resume-token/resume-token.controller.js';
import { ResumeToken } from './resume-token/resume-token.js';
import { RevokeSelectedController } from './revoke-selected/revoke-selected.controller.js';
import { RevokeSelected } from './revoke-selected/revoke-selected.js';
import { RevokeTokenController } from './revoke-token/revoke-token.controller.js';
import { RevokeToken } from './revoke-token/revoke-token.js';
import { RotateTokenController } from './rotate-token/rotate-token.controller.js';
import { RotateToken } from './rotate-token/rotate-token.js';
import { SuspendTokenController } from './suspend-token/suspend-token.controller.js';
import { SuspendToken } from './suspend-token/suspend-token.js';
import { tokenStateFeed } from './token-state-feed/token-state-feed.provider.js';
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
];

@Module({})
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
        { provide: ReporterKeys, useValue: ReporterKeys.at(env.LEAK_REPORT_KEYS_URL) },
        ReportLeaks,
        RevokeBySecret,
        RecordUse,
        ReportReuse,
        OwnUses,
        { provide: APP_INTERCEPTOR, useExisting: OwnUses },
      ],
    };
  }
}
