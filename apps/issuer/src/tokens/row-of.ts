import type { NewRow } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';

/** An entity that is yet to be, as a row for `Outbox.append`. */
export function rowOf<E extends object>(manager: EntityManager, type: new () => E, entity: E): NewRow {
  const { tablePath, columns } = manager.dataSource.getMetadata(type);
  return { table: tablePath, columns: Object.fromEntries(columns.map((column) => [column.databaseName, entity[column.propertyName as keyof E]])) };
}
