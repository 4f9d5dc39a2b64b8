import type { ProberEnv } from './prober.env.js';

export interface ProberSettings {
  readonly token: string;
  readonly issuerUrl: string;
  readonly verifierUrls: readonly string[];
  readonly everyMs: number;
  readonly objectiveSeconds: number;
  readonly giveUpMs: number;
}

export const PROBER_SETTINGS = Symbol('PROBER_SETTINGS');

export function proberSettings(env: ProberEnv): ProberSettings {
  return {
    token: env.PROBER_TOKEN,
    issuerUrl: env.PROBER_ISSUER_URL,
    verifierUrls: env.PROBER_VERIFIER_URLS,
    everyMs: env.PROBER_EVERY_SECONDS * 1_000,
    objectiveSeconds: env.PROBER_OBJECTIVE_SECONDS,
    giveUpMs: env.PROBER_GIVE_UP_SECONDS * 1_000,
  };
}
