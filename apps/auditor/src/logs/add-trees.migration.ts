import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTree } from './grow-tree.js';

/** Of each log the roots of all complete subtrees of 256, 256², … leaves; `level` is that of C2SP tlog-tiles, whose level 0 are the leaf hashes in `entries`. */
const nodes = `
  create table auditor.nodes (
    log text collate "C" not null references auditor.logs,
    level smallint not null check (level > 0),
    index bigint not null check (index >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (log, level, index)
  )`;

export class AddTrees1764300000000 implements MigrationInterface {
  readonly name = 'AddTrees1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(nodes);
    const logs: { name: string; size: string }[] = await runner.query('select name, size from auditor.logs');
    for (const { name, size } of logs) await growTree(runner, name, Number(size));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table auditor.nodes');
  }
}
