export { database, type Database, type DatabaseOptions } from './postgres/database.ts'
export { postgres, type PostgresOptions } from './postgres/server.ts'
export type { Fill, FillContext } from './postgres/fill.ts'
