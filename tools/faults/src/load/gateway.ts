import type { Violations } from '../violations.js';
import { call, type Outcome, type Request } from './call.js';

const unavailable = 503;

/** Sends requests to one of several instances, and to the next once that one does not answer or says that it cannot. */
export class Gateway {
  private at = 0;

  constructor(
    private readonly urls: readonly string[],
    private readonly token: string,
    private readonly violations: Violations,
  ) {}

  /** The answer with the status that was asked for; undefined where it is not known what became of the request, or it was refused for now. Any other answer is a violation. */
  async ask(status: number, request: Request): Promise<Exclude<Outcome, { status: undefined }> | undefined> {
    const url = this.urls[this.at] ?? '';
    const outcome = await call(url, this.token, request);
    if (outcome.status === status) return outcome;
    this.at = (this.at + 1) % this.urls.length;
    if (outcome.status !== undefined && outcome.status !== unavailable) {
      this.violations.add(`${request.method} ${url}${request.path} answered ${outcome.status} and not ${status}: ${outcome.text}`);
    }
    return undefined;
  }
}
