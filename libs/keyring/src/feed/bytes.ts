/** Whether these bytes are this text, which is ASCII. For so few quicker than to leave JavaScript. */
export function isText(bytes: Buffer, text: string): boolean {
  if (bytes.length !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    if (bytes[at] !== text.charCodeAt(at)) return false;
  }
  return true;
}
