import { assertType, describe, expectTypeOf, test } from 'vitest'
import {
  extend,
  http,
  service,
  unshared,
  type DependentFixture,
  type LacksFixtures,
  type Service,
  type ServiceFixture,
} from 'vitest-mirakuru'

/** Under a name that Vitest, which reads the source for tests, does not take for `test`. */
const base = test
const db = service('db', { command: 'db' })

describe('a dependency of a service', () => {
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

  test('is added by extend(), and is missing without it', () => {
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
    // @ts-expect-error -- no scope
    extend(base, { web }, { scope: 'run' })
    // @ts-expect-error -- no service
    extend(base, { web: () => 'web' })
  })
})

describe('plain `test.extend`', () => {
  const backend = service('backend', { command: 'backend', ports: ['metrics'] })
  const web = service('web', { needs: { backend, db }, command: 'web' })
  const proxy = service('proxy', { needs: { web }, command: 'proxy' })

  test('rejects a file-scoped service without its dependency where a test uses it', () => {
    const lacking = base.extend('web', { scope: 'file' }, web)
    lacking('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<LacksFixtures<'backend' | 'db'>>()
      // @ts-expect-error -- Property 'url' does not exist on type 'LacksFixtures<"backend" | "db">'
      assertType(web.url)
    })
    lacking.beforeAll(({ web }) => {
      expectTypeOf(web).toEqualTypeOf<LacksFixtures<'backend' | 'db'>>()
    })
    const oneThere = base.extend('db', { scope: 'worker' }, db)
    oneThere.extend(
      'web',
      { scope: 'worker' },
      unshared(web),
    )('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<LacksFixtures<'backend'>>()
    })
    oneThere.extend('backend', backend).extend('web', { scope: 'file' }, web)('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<LacksFixtures<'backend'>>()
    })
    const ofAnotherType = oneThere.extend('backend', { scope: 'file' }, () => 'text')
    ofAnotherType.extend(
      'web',
      { scope: 'file' },
      web,
    )('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<LacksFixtures<'backend'>>()
    })
    lacking.extend(
      'proxy',
      { scope: 'file' },
      proxy,
    )('runs', ({ proxy }) => {
      expectTypeOf(proxy).toEqualTypeOf<LacksFixtures<'web'>>()
    })
  })

  test('rejects a test-scoped service without its dependency at the call, and in the object form', () => {
    // @ts-expect-error -- there is no `backend` and no `db`
    base.extend('web', web)
    // @ts-expect-error -- as above
    base.extend('web', { scope: 'test' }, web)
    // @ts-expect-error -- no `backend`
    base.extend('db', db).extend('web', unshared(web))
    // @ts-expect-error -- as above
    base.extend<{ web: Service }>({ web })
    // @ts-expect-error -- as above
    base.extend<{ web: Service }>({ web: [web, { scope: 'file' }] })
    // @ts-expect-error -- as above
    base.extend({ web: [web, { scope: 'file' }] })
    // @ts-expect-error -- as above
    base.extend({ web })
    // @ts-expect-error -- as above
    base.extend<{ $file: { web: Service } }>({ web: [web, { scope: 'file' }] })
  })

  test('accepts a service with all of its dependencies', () => {
    const first = base
      .extend('backend', { scope: 'worker' }, backend)
      .extend('db', { scope: 'file' }, db)
    const ofFile = first.extend('web', { scope: 'file' }, web).extend('proxy', proxy)
    ofFile('runs', ({ web, proxy }) => {
      expectTypeOf([web, proxy]).toEqualTypeOf<Service[]>()
    })
    const laidOver = ofFile.extend('web', { scope: 'file' }, unshared(web))
    laidOver('runs', ({ web }) => expectTypeOf(web).toEqualTypeOf<Service>())
    first.extend('web', web)('runs', ({ web }) => expectTypeOf(web).toEqualTypeOf<Service>())
    const byAnotherOrder = extend(base.extend('db', { scope: 'worker' }, db), { backend })
    byAnotherOrder.extend(
      'web',
      { scope: 'file' },
      web,
    )('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<Service>()
    })
  })

  test('accepts a fixture of the user with the name and type of a dependency', () => {
    const own = base
      .extend('backend', { scope: 'file' }, async () => ({ ...HANDLE, more: 1 }))
      .extend('db', { scope: 'file' }, () => HANDLE)
    own.extend(
      'web',
      { scope: 'file' },
      web,
    )('runs', ({ web }) => {
      expectTypeOf(web).toEqualTypeOf<Service>()
    })
    own.extend('web', { auto: true }, web).beforeEach(({ web }) => {
      expectTypeOf(web).toEqualTypeOf<Service>()
    })
  })

  test('accepts such a fixture in the object form, too', () => {
    base.extend<{ $file: Fixtures }>({
      backend: [backend, { scope: 'file' }],
      db: [db, { scope: 'file' }],
      web: [web, { scope: 'file' }],
    })
    base.extend<Fixtures>({ backend, db, web: [web, { scope: 'file' }] })
    // @ts-expect-error -- the handle is no number
    base.extend<Needed & { web: number }>({ backend, db, web })
  })

  test('accepts a declaration with an explicit type', () => {
    assertType<ServiceFixture<Needed>>(web)
    assertType<DependentFixture<Needed, Service>>(web)
    // @ts-expect-error -- it needs others
    assertType<ServiceFixture>(web)
  })
})

type Backend = Omit<Service, 'ports'> & { readonly ports: Readonly<Record<'metrics', number>> }
const HANDLE = {} as Backend
interface Needed {
  readonly backend: Backend
  readonly db: Service
}
interface Fixtures extends Needed {
  readonly web: Service
}

const start = async (): Promise<{ stop(): Promise<void> }> => ({ stop: async () => {} })

test('`command` and `start` exclude each other', () => {
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
