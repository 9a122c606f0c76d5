import { delimiter } from 'node:path'
import { exited, http, output, service, tcp, type Service } from 'vitest-mirakuru'
import { postgresPrograms, user } from './postgres-programs.ts'

/** A server on a fresh data directory; started again, it is on the same one. */
export const postgres = service('postgres', {
  command: ({ dir, port }) => `
    test -d "$PGDATA" || initdb -U postgres --auth trust --locale C --encoding UTF8 --no-sync || exit
    exec postgres -h 127.0.0.1 -p ${port} -k "${dir}" -F`,
  shell: true,
  env: ({ dir }) => ({
    PATH: `${postgresPrograms(dir)}${delimiter}${process.env['PATH']}`,
    PGDATA: `${dir}/data`,
  }),
  ...user,
  ready: output('database system is ready to accept connections'),
  url: ({ host, port }) => `postgres://postgres@${host}:${port}`,
  // Otherwise it waits for its clients to leave.
  stopSignal: 'SIGINT',
})

/** The tables, in the database that PostgreSQL makes new ones from. */
export const schema = service('schema', {
  needs: { postgres },
  command: 'node src/migrate.js',
  env: ({ postgres }) => ({ DATABASE_URL: `${postgres.url}/template1` }),
  ready: exited(),
})

/** Of the machine's own programs: it does not come from npm, as PostgreSQL does. */
export const redis = service('redis', {
  command: ({ port, dir }) => ['redis-server', '--port', port, '--dir', dir],
  ready: tcp(),
  url: ({ host, port }) => `redis://${host}:${port}`,
})

/** Prints the mails that it is given. */
export const mails = service('mails', {
  command: ({ port }) => ['node', 'test/mail-catcher.js', port],
  url: ({ host, port }) => `http://${host}:${port}`,
  ready: tcp(),
})

interface Surroundings {
  readonly database: { readonly url: string }
  readonly mails: Service
}

export const api = service('api', ({ database, mails }: Surroundings) => ({
  command: ({ port }) => ['node', 'src/server.js', '--port', port],
  env: { DATABASE_URL: database.url, MAIL_URL: mails.url },
  ready: http('/healthz'),
}))

export const web = service('web', {
  needs: { api },
  command: ({ port }) => ['vite', '--port', port, '--strictPort'],
  env: ({ api }) => ({ API_URL: api.url }),
  ready: http('/'),
})
