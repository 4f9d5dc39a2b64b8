import { TcpLine } from '@latchkey/stack';
import { databaseUrl } from '@latchkey/testing';

const standardPort = 5432;

/** To the Postgres of the test run. */
export function lineToPostgres(): TcpLine {
  const { hostname: host, port } = new URL(databaseUrl());
  return new TcpLine(() => ({ host, port: Number(port || standardPort) }));
}
