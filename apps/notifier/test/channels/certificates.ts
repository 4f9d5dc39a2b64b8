import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const dayMs = 86_400_000;
const named = (name: string): { name: string; value: string }[] => [{ name: 'commonName', value: name }];
const usual = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A certificate authority of one test. */
export class Authority {
  private constructor(private readonly own: Certificate) {}

  static async make(): Promise<Authority> {
    const extensions = [{ name: 'basicConstraints', cA: true, critical: true } as const, { name: 'keyUsage', keyCertSign: true, critical: true } as const];
    const { private: key, cert } = await generate(named('A test authority'), { ...usual, extensions });
    return new Authority({ key, cert });
  }

  get certificate(): string {
    return this.own.cert;
  }

  async issue(hostname: string, { expired = false } = {}): Promise<Certificate> {
    const from = Date.now() - 2 * dayMs;
    const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: hostname }] }];
    const dates = { notBeforeDate: new Date(from), notAfterDate: new Date(expired ? from + dayMs : from + 30 * dayMs) };
    const { private: key, cert } = await generate(named(hostname), { ...usual, ...dates, extensions, ca: this.own });
    return { key, cert };
  }
}
