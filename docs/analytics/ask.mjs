// Runs files of SQL one after the other on the DuckDB database audit.duckdb, and prints the rows that the last of them answers: a JSON object a line.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create('audit.duckdb')).connect();
let answer;
for (const file of process.argv.slice(2)) answer = await connection.runAndReadAll(readFileSync(file, 'utf8'));
for (const row of answer?.getRowObjectsJson() ?? []) process.stdout.write(`${JSON.stringify(row)}\n`);
