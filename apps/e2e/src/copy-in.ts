import type { Client, Connection, Submittable } from 'pg';

/** What pg does for `copy … from stdin`, as far as its types leave it out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** `copy … from stdin`, which psql's `\copy` sends, and which pg by itself refuses. */
class CopyIn implements Submittable {
  readonly done: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly sql: string,
    private readonly data: Buffer,
  ) {
    this.done = new Promise((resolve, reject) => ([this.resolve, this.reject] = [resolve, reject]));
  }

  submit(connection: Connection): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.data);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // How many rows there were is of no use here.
  }

  handleReadyForQuery(): void {
    this.resolve();
  }

  handleError(error: Error): void {
    this.reject(error);
  }
}

export async function copyIn(client: Client, sql: string, data: Buffer): Promise<void> {
  await client.query(new CopyIn(sql, data)).done;
}
