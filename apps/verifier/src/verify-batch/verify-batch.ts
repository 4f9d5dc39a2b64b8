import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { patience } from '../verify/awaited-state.js';
import { VerifyToken } from '../verify/verify-token.js';
import type { VerifyBatchAnswer, VerifyBatchRequest } from './verify-batch.schema.js';

/** Answers many requests as if each had come by itself; what they wait for, they wait for together. */
@Injectable()
export class VerifyBatch {
  constructor(private readonly verifyToken: VerifyToken) {}

  async execute(caller: Caller, { requests }: VerifyBatchRequest): Promise<VerifyBatchAnswer> {
    const until = patience();
    return { answers: await Promise.all(requests.map((request) => this.verifyToken.execute(caller, request, until))) };
  }
}
