import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM. `context` binds what is sealed to its place, so that it opens nowhere else. */
export class SecretBox {
  /** The first key seals, all of them open. */
  constructor(private readonly keys: readonly Buffer[]) {}

  get canSeal(): boolean {
    return this.keys.length > 0;
  }

  /** Answers nonce, tag and ciphertext. */
  seal(text: string, context: string): Buffer {
    const [key] = this.keys;
    if (!key) throw new Error('there is no key to seal with');
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  }

  /** Throws where no key opens it, it was sealed for another place, or a bit has changed. */
  open(sealed: Buffer, context: string): string {
    const text = this.tryOpen(sealed, context);
    if (text === undefined) throw new Error('no key of NOTIFIER_SECRETS_KEY opens what was sealed');
    return text;
  }

  /** The same for what a stranger may have made up: undefined where `open` throws. */
  tryOpen(sealed: Buffer, context: string): string | undefined {
    for (const key of this.keys) {
      const text = openWith(key, sealed, context);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

function openWith(key: Buffer, sealed: Buffer, context: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
