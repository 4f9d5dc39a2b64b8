import { generate } from 'selfsigned';

export interface Certificates {
  /** Of the authority, whose key is kept nowhere. */
  readonly ca: string;
  /** Of a server on this machine, also as a client of its like. */
  readonly cert: string;
  readonly key: string;
}

const usual = { keyType: 'ec', algorithm: 'sha256' } as const;
const validDays = 365;

/** The name by which a broker knows itself. */
export const serverName = 'latchkey-local';

/** An authority of this one call, and a certificate by it for a server on the loopback of this machine. In PEM. */
export async function makeCertificates(): Promise<Certificates> {
  const dates = { notBeforeDate: new Date(Date.now() - 60_000), notAfterDate: new Date(Date.now() + validDays * 86_400_000) };
  const authority = await generate([{ name: 'commonName', value: 'Latchkey’s local authority' }], {
    ...usual,
    ...dates,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: serverName }], {
    ...usual,
    ...dates,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
