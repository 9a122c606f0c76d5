import { expect, test } from 'vitest'
import { declarationOf } from '../../src/fixtures/declaration/declaration.ts'
import { database, postgres } from '../../src/presets/postgres.ts'

test('the sources of a database are the files that its layers read', () => {
  const schema = database('schema', {
    on: postgres('server'),
    prepare: 'node migrate.js',
    inputs: ['migrations', '!migrations/old', '/else/*.sql'],
    cwd: 'db',
  })
  const orders = database('orders', {
    from: schema,
    prepare: 'orders.sql',
    seed: new URL('file:///seed.sql'),
  })
  expect(declarationOf(orders)?.spec).toHaveProperty('sources', [
    'db/migrations',
    '!db/migrations/old',
    '/else/*.sql',
    'orders.sql',
    '/seed.sql',
  ])
})
