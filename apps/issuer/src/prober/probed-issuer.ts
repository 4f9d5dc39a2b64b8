import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { askAs, type Question } from './probed-service.js';
import { PROBER_SETTINGS, type ProberSettings } from './prober-settings.js';

const self = z.object({ service_account_id: z.string() });
const issued = z.object({ id: z.string(), access_token: z.string() });

export interface ProbeToken {
  readonly id: string;
  readonly secret: string;
}

/** Where nobody revokes it. */
const livesMs = 10 * 60_000;

/** Issues tokens that may do nothing at all, for the service account of the prober’s own, and revokes them. */
@Injectable()
export class ProbedIssuer {
  private account: Promise<string> | undefined;

  constructor(@Inject(PROBER_SETTINGS) private readonly settings: ProberSettings) {}

  async issue(): Promise<ProbeToken> {
    const service_account_id = await this.ownAccount();
    // The role goes with what the prober’s own token may do, and the scope leaves nothing of it.
    const rights = { roles: ['introspector'], scope: 'purge_select' };
    const body = { name: 'probe', service_account_id, ...rights, expires_at: new Date(Date.now() + livesMs).toISOString() };
    const { id, access_token: secret } = issued.parse(await this.ask({ method: 'POST', path: '/automation-tokens', body, status: 201 }));
    return { id, secret };
  }

  async revoke({ id }: ProbeToken): Promise<void> {
    await this.ask({ method: 'DELETE', path: `/automation-tokens/${id}`, status: 204 });
  }

  private ownAccount(): Promise<string> {
    this.account ??= this.findAccount().catch((error: unknown) => {
      this.account = undefined;
      throw error;
    });
    return this.account;
  }

  private async findAccount(): Promise<string> {
    return self.parse(await this.ask({ method: 'GET', path: '/tokens/self', status: 200 })).service_account_id;
  }

  private ask(question: Question): Promise<unknown> {
    return askAs(this.settings.token, this.settings.issuerUrl, question);
  }
}
