import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, eventually, type TestDatabase } from '@latchkey/testing';
import { Controller, Get, Module } from '@nestjs/common';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { CALLERS } from '../callers/caller.js';
import { Public } from '../callers/decorators.js';
import { type Service, start } from '../serve/start.js';
import { isDatabaseUnavailable } from '../errors/database-unavailable.js';
import { databaseModule } from './database.module.js';
import { dataSourceFor } from './data-source.js';
import { migrationState, runMigrations } from './migrations.js';

class MakeNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE "notes"."note" (id int PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "notes"."note"');
  }
}

const notes = { schema: 'notes', entities: [], migrations: [MakeNotes1700000000000] };

@Public()
@Controller('notes')
class NotesController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  async count(): Promise<object> {
    return { rows: await this.dataSource.query('SELECT count(*)::int AS n FROM notes.note') };
  }
}

@Module({})
class NotesModule {
  static with(url: string) {
    return {
      module: NotesModule,
      imports: [databaseModule(env(url), notes)],
      controllers: [NotesController],
      providers: [{ provide: CALLERS, useValue: { find: () => undefined } }],
    };
  }
}

/** The road to Postgres, which can be closed. */
class Road {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly target: URL) {}

  async open(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => [client, upstream].forEach((end) => end.destroy()));
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server?.close(resolve));
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }
}

const env = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 3 });
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describe('runMigrations', () => {
  it('makes the schema and what is in it once, however many run at the same time', async () => {
    const done = await Promise.all([1, 2, 3].map(() => runMigrations(dataSourceFor(env(database.url), notes))));
    expect(done.flat()).toEqual(['MakeNotes1700000000000']);
    const source = await dataSourceFor(env(database.url), notes).initialize();
    expect(await source.query('SELECT name FROM notes.migrations')).toEqual([{ name: 'MakeNotes1700000000000' }]);
    await source.destroy();
  });

  it('waits for a database that is not up yet', async () => {
    const road = new Road(new URL(database.url));
    await road.open();
    const { url } = road;
    await road.close();
    const migrated = runMigrations(dataSourceFor(env(url), notes));
    await road.open();
    await expect(migrated).resolves.toEqual([]);
    await road.close();
  });

  it('gives up at once on a database that refuses', async () => {
    const wrong = new URL(database.url);
    wrong.pathname = '/there_is_no_such_database';
    await expect(runMigrations(dataSourceFor(env(wrong.href), notes))).rejects.toMatchObject({ code: '3D000' });
  });
});

describe('migrationState', () => {
  it('names what was not run yet, and what only another version knows', async () => {
    const other = await createDatabase();
    const source = await dataSourceFor(env(other.url), notes).initialize();
    try {
      expect(await migrationState(source)).toEqual({ pending: ['MakeNotes1700000000000'], unknown: [] });
      await runMigrations(source);
      expect(await migrationState(source)).toEqual({ pending: [], unknown: [] });
      await source.query(`INSERT INTO notes.migrations (timestamp, name) VALUES (1800000000000, 'Later1800000000000')`);
      expect(await migrationState(source)).toEqual({ pending: [], unknown: ['Later1800000000000'] });
    } finally {
      await source.destroy();
      await other.drop();
    }
  });
});

describe('a transaction that is left idle', () => {
  it('is ended by Postgres after a minute', async () => {
    const source = await dataSourceFor(env(database.url), notes).initialize();
    const shown = await Promise.all([1, 2, 3].map(() => source.query('SHOW idle_in_transaction_session_timeout')));
    expect(shown.flat()).toEqual(shown.map(() => ({ idle_in_transaction_session_timeout: '1min' })));
    await source.destroy();
  });

  it('holds its rows no longer, and who left it goes on', async () => {
    const source = await dataSourceFor(env(database.url), notes).initialize();
    await runMigrations(source);
    await source.query('INSERT INTO notes.note VALUES (1)');
    const left = source.transaction(async (manager) => {
      await manager.query('UPDATE notes.note SET id = 2');
      await manager.query(`SET LOCAL idle_in_transaction_session_timeout = '200ms'`);
      await source.query('UPDATE notes.note SET id = 3');
      await manager.query('UPDATE notes.note SET id = 4');
    });
    expect(await left.catch(isDatabaseUnavailable)).toBe(true);
    expect(await source.query('DELETE FROM notes.note RETURNING id')).toEqual([[{ id: 3 }], 1]);
    await source.destroy();
  });
});

describe('a service whose database is away', () => {
  const lines: string[] = [];
  const options = { name: 'notes', host: '127.0.0.1', port: 0, logLevel: 'info', logSink: { write: (line: string) => lines.push(line) } } as const;
  let service: Service;
  let road: Road;

  beforeAll(async () => {
    road = new Road(new URL(database.url));
    await road.open();
    const { url } = road;
    await road.close();
    const starting = start(NotesModule.with(url), options);
    await eventually(() => expect(lines.join('')).toContain('Unable to connect to the database'));
    await road.open();
    service = await starting;
  });
  afterAll(async () => {
    await service.close();
    await road.close();
  });

  it('waited for it at the start', async () => {
    expect(await (await fetch(`${service.url}/notes`)).json()).toEqual({ rows: [{ n: 0 }] });
    expect(await (await fetch(`${service.url}/health/ready`)).json()).toEqual({ status: 'ok', details: { database: { status: 'up', pending_migrations: 0, unknown_migrations: 0 } } });
  });

  it('invariant 10: says so with 503, is alive but not ready, and comes back by itself', async () => {
    await road.close();
    const lost = await fetch(`${service.url}/notes`);
    expect(lost.status).toBe(503);
    expect(await lost.json()).toMatchObject({ code: 'database_unavailable' });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'error', details: { database: { status: 'down', reason: 'check_failed' } } });
    await road.open();
    await eventually(async () => expect((await fetch(`${service.url}/notes`)).status).toBe(200));
  });
});
