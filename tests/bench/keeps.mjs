// node keeps.mjs FILE OUT RULES, within the copy of the peers: DuckDB with one thread and a database in a file, through
// the steps that an ingest and a replay have: the wanted fields as a table of their types, the records as they came
// beside it with a hash of each, ids that come twice looked for, all of it written; then the rules from the table to
// OUT. Prints the seconds of the processor that it took as JSON. Of several ways to keep the records this was the
// fastest: read beside the table rather than cast from the text, and no index of the ids.
import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const [, , file, out, rules] = process.argv, database = out + '.duckdb';
const made = kind => execFileSync('node', ['gensql.mjs', kind, rules, file, out], { maxBuffer: 1 << 28 }).toString();
const steps = [
  made('duckdb-load'),
  `CREATE TABLE original AS SELECT json AS record, sha256(json) AS hash FROM read_ndjson_objects('${file}')`,
  'CREATE TABLE twice AS SELECT id FROM recs GROUP BY id HAVING count(*) > 1',
  'CHECKPOINT',
  made('duckdb-tocsv'),
];

for (const name of [database, database + '.wal']) fs.rmSync(name, { force: true });
const instance = await DuckDBInstance.create(database, { threads: '1' });
const connection = await instance.connect();
const before = process.cpuUsage();
for (const step of steps) await connection.run(step);
const { user, system } = process.cpuUsage(before);
connection.closeSync();
instance.closeSync();
fs.rmSync(database);
console.log(JSON.stringify({ peer: 'duckdb', mode: 'keeps', rules: +rules, secs: (user + system) / 1e6 }));
