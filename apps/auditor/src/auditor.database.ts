import type { Database } from '@latchkey/runtime';
import { AddActivity1764700000000 } from './logs/add-activity.migration.js';
import { AddCheckpoints1764400000000 } from './logs/add-checkpoints.migration.js';
import { AddMonths1764500000000 } from './logs/add-months.migration.js';
import { AddQueries1764900000000 } from './logs/add-queries.migration.js';
import { AddStatistics1765100000000 } from './logs/add-statistics.migration.js';
import { AddTrees1764300000000 } from './logs/add-trees.migration.js';
import { CreateLogs1764200000000 } from './logs/create-logs.migration.js';

/** Written batch by batch in SQL, so there are no entities. */
export const auditorDatabase = {
  schema: 'auditor',
  entities: [],
  migrations: [
    CreateLogs1764200000000,
    AddTrees1764300000000,
    AddCheckpoints1764400000000,
    AddMonths1764500000000,
    AddActivity1764700000000,
    AddQueries1764900000000,
    AddStatistics1765100000000,
  ],
} as const satisfies Database;
