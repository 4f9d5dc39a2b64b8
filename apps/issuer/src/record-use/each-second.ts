const intervalMs = 1_000;

/** Does its work once a second, never twice at a time, and a last time when it ends. */
export class EachSecond {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  begin(): void {
    this.timer = setInterval(() => {
      this.working ??= this.work().finally(() => (this.working = undefined));
    }, intervalMs);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
    await this.work();
  }
}
