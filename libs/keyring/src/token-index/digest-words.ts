const digits = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));
const bytesOfDigest = 32;

/** Writes a SHA-256 in lower-case hex as eight words; answers `false` for what is none. */
export function writeHex(hex: string, words: Uint32Array, at: number): boolean {
  if (hex.length !== bytesOfDigest * 2) return false;
  for (let word = 0; word < 8; word += 1) {
    let value = 0;
    for (let place = word * 8; place < word * 8 + 8; place += 1) {
      const digit = digits[hex.charCodeAt(place)];
      if (digit === undefined || digit < 0) return false;
      value = (value << 4) | digit;
    }
    words[at + word] = value;
  }
  return true;
}

/** The same of its 32 bytes. */
export function writeBytes(bytes: Uint8Array, words: Uint32Array, at: number): boolean {
  if (bytes.length !== bytesOfDigest) return false;
  for (let word = 0; word < 8; word += 1) {
    const from = word * 4;
    words[at + word] = ((bytes[from] as number) << 24) | ((bytes[from + 1] as number) << 16) | ((bytes[from + 2] as number) << 8) | (bytes[from + 3] as number);
  }
  return true;
}

export function readHex(words: Uint32Array, at: number): string {
  let hex = '';
  for (let word = at; word < at + 8; word += 1) hex += (words[word] as number).toString(16).padStart(8, '0');
  return hex;
}
