import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from '../tree/hashes.js';

/** Who signed a note is known by name and id together. */
export interface KeyName {
  readonly name: string;
  /** Four bytes. */
  readonly id: Buffer;
}

export interface Verifier extends KeyName {
  /** `<name>+<id>+<key>`, as C2SP signed-note has it. */
  readonly encoded: string;
  verifies(text: string, signature: Buffer): boolean;
}

export interface Signer extends KeyName {
  readonly verifier: Verifier;
  sign(text: string): Buffer;
}

const ed25519 = Buffer.of(0x01);
const keyBytes = 32;
/** DER of PKCS 8 before an Ed25519 seed (RFC 8410). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateStart = 'PRIVATE+KEY+';

/** What may name a key, or the origin of a log: neither spaces nor control characters nor a plus, by which keys are split. */
export const keyName = /^[^\s\p{Cc}+]{1,200}$/u;

/** Throws where it is no Ed25519 verifier key of C2SP signed-note. */
export function readVerifier(encoded: string): Verifier {
  const { name, id, key } = readKey(encoded);
  const verifier = verifierOf(name, key);
  if (!verifier.id.equals(id)) throw new TypeError('the id of the key is not that of its name and key');
  return verifier;
}

/** Throws where it is no Ed25519 signer key as Go’s `note` writes them: `PRIVATE+KEY+<name>+<id>+<seed>`. */
export function readSigner(encoded: string): Signer {
  if (!encoded.startsWith(privateStart)) throw new TypeError('this is no signer key');
  const { name, id, key: seed } = readKey(encoded.slice(privateStart.length));
  const key = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
  const verifier = verifierOf(name, rawPublicKey(key));
  if (!verifier.id.equals(id)) throw new TypeError('the id of the key is not that of its name and key');
  return { name, id, verifier, sign: (text) => sign(null, Buffer.from(text), key) };
}

/** A new signer key of this name. */
export function generateSignerKey(name: string): string {
  if (!keyName.test(name)) throw new TypeError('a key cannot have this name');
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d } = privateKey.export({ format: 'jwk' });
  const { id } = verifierOf(name, rawPublicKey(privateKey));
  return `${privateStart}${encodeKey(name, id, Buffer.from(d ?? '', 'base64url'))}`;
}

function verifierOf(name: string, raw: Buffer): Verifier {
  const id = sha256(Buffer.from(`${name}\n`), ed25519, raw).subarray(0, 4);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
  return { name, id, encoded: encodeKey(name, id, raw), verifies: (text, signature) => verify(null, Buffer.from(text), key, signature) };
}

function encodeKey(name: string, id: Buffer, key: Buffer): string {
  return `${name}+${id.toString('hex')}+${Buffer.concat([ed25519, key]).toString('base64')}`;
}

/** Base64 may hold a plus itself. */
function readKey(encoded: string): KeyName & { readonly key: Buffer } {
  const [, name = '', id = '', base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(encoded) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (!keyName.test(name) || key.length !== 1 + keyBytes || key[0] !== ed25519[0]) throw new TypeError('this is no Ed25519 key of a signed note');
  return { name, id: Buffer.from(id, 'hex'), key: key.subarray(1) };
}

function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
}
