export { postgres, type PostgresOptions } from './postgres/server.ts'
