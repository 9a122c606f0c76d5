/** 40 tables with 25 rows each. */
export const TABLES = Array.from(
  { length: 40 },
  (_, index) => `create table t${index} (id int primary key, name text);
insert into t${index} select i, 'row ' || i from generate_series(1, 25) i;`,
).join('\n')

export const DECLARED = {
  'tables.sql': TABLES,
  'services.js': `
    import { database, postgres } from 'vitest-mirakuru/postgres'
    export const pg = postgres('pg')
    export const schema = database('schema', { on: pg, prepare: 'tables.sql' })`,
}
