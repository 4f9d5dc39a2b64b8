import type { Write } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';

/** Inserts an entity that is yet to be, for `Outbox.append`. */
export function rowOf<E extends object>(manager: EntityManager, type: new () => E, entity: E): Write {
  const { tablePath, columns } = manager.dataSource.getMetadata(type);
  const names = columns.map(({ databaseName }) => databaseName).join(', ');
  return (place) => `insert into ${tablePath} (${names}) values (${columns.map((column) => place(entity[column.propertyName as keyof E])).join(', ')})`;
}
