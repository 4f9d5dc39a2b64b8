import type { Caller } from '@latchkey/runtime';
import type { JudgeToken } from '../verify/judge-token.js';
import type { IntrospectRequest, Introspection } from './introspect.schema.js';
import { introspectionOf } from './introspection-of.js';

/** Says of a token that is live all that there is to say of it, and of any other nothing (RFC 7662). */
export class IntrospectToken {
  constructor(
    private readonly judgeToken: JudgeToken,
    /** The `iss` of every token, if there is to be one. */
    private readonly issuer: string | undefined,
  ) {}

  async execute(caller: Caller, { token }: IntrospectRequest): Promise<Introspection> {
    return introspectionOf(await this.judgeToken.execute(caller, { token }), this.issuer);
  }
}
