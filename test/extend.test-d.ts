import { assertType, describe, expectTypeOf, test } from 'vitest'
import { extend, http, service, type Service } from 'vitest-mirakuru'

/** Under a name that Vitest, which reads the source for tests, does not take for `test`. */
const base = test
const db = service('db', { command: 'db' })

describe('what a service needs', () => {
  const backend = service('backend', { command: 'backend', ports: ['metrics'] })
  const web = service('web', {
    needs: { backend, db },
    command: ({ backend, db, port }) => {
      expectTypeOf(db).toEqualTypeOf<Service>()
      expectTypeOf(backend.ports).toEqualTypeOf<Readonly<Record<'metrics', number>>>()
      // @ts-expect-error -- no such port
      assertType(backend.ports.admin)
      return ['web', backend.url, db.port, port]
    },
    env: ({ backend }) => ({ METRICS: backend.ports.metrics }),
    url: ({ backend, host }) => `http://${host}/${backend.port}`,
    cleanup: ({ db }) => ['clean', db.port],
  })

  test('is given to the functions of its declaration', () => {
    service('other', {
      needs: { web },
      start: async ({ web, signal }) => {
        expectTypeOf(web).toEqualTypeOf<Service>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        return { stop: async () => {} }
      },
    })
    service('other', {
      needs: { web },
      // @ts-expect-error -- not among its needs
      command: ({ db }) => ['other', db.port],
    })
    // @ts-expect-error -- no service
    service('other', { needs: { web: 'web' }, command: 'other' })
  })

  test('comes along with extend(), and is missed without', () => {
    const extended = extend(base, { web, backend: [backend, { scope: 'worker' }] })
    extended('runs', ({ backend, web }) => {
      expectTypeOf(web).toEqualTypeOf<Service>()
      expectTypeOf(backend.ports.metrics).toEqualTypeOf<number>()
    })
    extended.beforeAll(({ backend, web }) => {
      expectTypeOf([backend.port, web.port]).toEqualTypeOf<number[]>()
    })
    const ofTest = extend(base, { web }, { scope: 'test' })
    ofTest.beforeEach(({ web }) => expectTypeOf(web).toEqualTypeOf<Service>())
    // @ts-expect-error -- a test's service, which a file does not have
    ofTest.beforeAll(({ web }) => web)
    const further = extended.extend('word', { scope: 'file' }, ({ web }) => web.url)
    further('runs', ({ word }) => expectTypeOf(word).toEqualTypeOf<string>())
    // @ts-expect-error -- there is no `backend` and no `db`
    base.extend('web', { scope: 'file' }, web)
    // @ts-expect-error -- no scope
    extend(base, { web }, { scope: 'run' })
    // @ts-expect-error -- no service
    extend(base, { web: () => 'web' })
  })
})

const start = async (): Promise<{ stop(): Promise<void> }> => ({ stop: async () => {} })

test('one start only', () => {
  service('api', { start })
  // @ts-expect-error -- neither a command nor a start
  service('api', { ready: http() })
  // @ts-expect-error -- both
  service('api', { command: 'api', start })
  // @ts-expect-error -- neither
  service('api', () => ({ ready: http() }))
  // @ts-expect-error -- an option that is none, in what a function returns
  service('api', () => ({ command: 'api', prot: 80 }))
})
