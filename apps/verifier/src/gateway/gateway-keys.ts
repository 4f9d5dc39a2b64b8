import { timingSafeEqual } from 'node:crypto';

/** What a header may hold is at most twice as many bytes as characters. */
const room = 512;

/** What gateways show so as to be believed: one key, or several while they change over. */
export class GatewayKeys {
  private readonly keys: readonly Buffer[];
  private readonly given = Buffer.alloc(room);

  constructor(keys: readonly string[]) {
    this.keys = keys.map((key) => spread(key, Buffer.alloc(room)));
  }

  /** Takes as long for any key: neither its length nor its beginning can be found out by the clock. */
  include(key: unknown): boolean {
    if (typeof key !== 'string' || key.length > room / 2 - 1) return false;
    const given = spread(key, this.given);
    let found = false;
    for (const each of this.keys) found = timingSafeEqual(each, given) || found;
    return found;
  }
}

/** All of the room is written, and the length too: no text is the beginning of another. */
function spread(text: string, into: Buffer): Buffer {
  into.fill(0);
  into[room - 1] = text.length;
  into.write(text, 0, 'utf8');
  return into;
}
