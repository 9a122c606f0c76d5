import { http, service, tcp } from 'vitest-mirakuru'
import { database as databaseOn, postgres as postgresServer } from 'vitest-mirakuru/postgres'
import { redis as redisServer } from 'vitest-mirakuru/redis'

export const postgres = postgresServer('postgres')

/** A database with the tables, for each file or test that asks for it. */
export const database = databaseOn('database', {
  on: postgres,
  prepare: 'node src/migrate.js',
  inputs: ['src/migrate.js'],
})

/** The program has to be installed. It does not come from npm, as PostgreSQL does. */
export const redis = redisServer('redis', { flush: 'test' })

/** Prints the mails that it receives. */
export const mails = service('mails', {
  command: ({ port }) => ['node', 'test/mail-catcher.js', port],
  url: ({ host, port }) => `http://${host}:${port}`,
  ready: tcp(),
})

export const api = service('api', {
  needs: { database, mails },
  command: ({ port }) => ['node', 'src/server.js', '--port', port],
  env: ({ database, mails }) => ({ DATABASE_URL: database.url, MAIL_URL: mails.url }),
  ready: http('/healthz'),
  sources: ['src', '!src/migrate.js'],
})
