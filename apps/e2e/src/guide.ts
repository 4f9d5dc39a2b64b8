import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** A guide of docs, and a place to do as it says. */
export class Guide {
  /** Looks to commands like the checkout, and takes what they write. */
  readonly folder = mkdtempSync(join(tmpdir(), 'latchkey-guide-'));

  constructor(private readonly path: string) {
    symlinkSync(join(checkout, 'docs'), join(this.folder, 'docs'));
  }

  /** The block of this language that has `text` in it. */
  block(language: string, text: string): string {
    const blocks = [...this.read(this.path).matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
    const [found, ...others] = blocks.flatMap(([, , block = '']) => (block.includes(text) ? [block] : []));
    if (found === undefined || others.length > 0) throw new Error(`not one block of ${language} in ${this.path} has: ${text}`);
    return found;
  }

  /** A file as commands find it. */
  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
