import { redactSecrets } from '@latchkey/tokens';

/** What no table stores: control characters, and halves of surrogate pairs. */
const unsound = /[\p{Cc}\p{Cs}]/gu;
const plain = /^[\x20-\x7e]+$/;

/** A client's text, fit to be recorded: without what cannot be stored, secrets replaced, cut to `max`. `null` where nothing is left. */
export function recordable(text: string | null | undefined, max: number): string | null {
  if (text && text.length <= max && plain.test(text)) return redactSecrets(text);
  const sound = redactSecrets((text ?? '').replace(unsound, ''))
    .slice(0, max)
    .replace(unsound, '');
  return sound === '' ? null : sound;
}
