import { fileURLToPath } from 'node:url';
import { Children, freePort } from '@latchkey/stack';
import { type ParsedMail, simpleParser } from 'mailparser';
import { z } from 'zod';

const program = fileURLToPath(new URL('mail-server.main.mjs', import.meta.url));
const said = z.union([z.strictObject({ listening: z.literal(true) }), z.strictObject({ mail: z.string() })]);

/** A mail server as a process of its own, always at the same address, however often it is killed and started again. */
export class MailServer {
  /** What it took, in its order, whether or not the sender heard of it. */
  readonly mails: ParsedMail[] = [];
  private readonly children = new Children();
  private port: number | undefined;
  private child: Awaited<ReturnType<Children['start']>> | undefined;

  /** Answers once it listens. One that is `mute` takes mails and does not say so. */
  async start({ mute = false } = {}): Promise<void> {
    this.port ??= await freePort();
    const child = await this.children.start(process.execPath, [program, String(this.port), ...(mute ? ['mute'] : [])], { name: 'mail server', layer: 'service' });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      child.onLine((line) => {
        const told = said.parse(JSON.parse(line));
        if ('listening' in told) resolve();
        else void simpleParser(told.mail).then((mail) => this.mails.push(mail));
      });
      void child.exited.then(() => reject(new Error('the mail server ended before it listened')));
    });
  }

  async kill(): Promise<void> {
    await this.child?.kill();
  }

  async end(): Promise<void> {
    await this.children.stop();
  }

  /** For a notifier that is to send by it. */
  get env(): NodeJS.ProcessEnv {
    return { SMTP_URL: `smtp://127.0.0.1:${this.port}`, SMTP_STARTTLS: 'off', NOTIFIER_MAIL_FROM: 'Latchkey <latchkey@example.com>' };
  }
}
