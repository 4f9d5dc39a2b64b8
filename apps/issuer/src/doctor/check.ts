import type { Deployment } from './deployment.js';
import type { Verdict } from './finding.js';

export interface Check {
  readonly name: string;
  /** An earlier check, without which this one could say nothing. */
  readonly needs?: string;
  /** Default 20 s. */
  readonly limitMs?: number;
  /** One verdict at least. Throws where it could not be made. */
  readonly run: (deployment: Deployment) => Promise<Verdict[]>;
}
