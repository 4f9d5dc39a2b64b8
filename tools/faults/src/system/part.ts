import type { TcpLine } from '@latchkey/stack';

/** What a fault can befall. */
export interface Part {
  kill(): Promise<void>;
  /** Lets it end what is under way. */
  stop(): Promise<void>;
  /** After `kill` or `stop`, at the same address. */
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** A part that is reached over a line. */
export interface LinedPart {
  readonly part: Part;
  readonly line?: TcpLine;
}
