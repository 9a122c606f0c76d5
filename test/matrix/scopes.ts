import { IMPORTS } from '../support/vitest-project.ts'

/** Services of all scopes, each of which depends on the one before it. */
const SCOPED = `
import { inject, test as base } from 'vitest'
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
const name = (scope) => inject('slug') + '-' + scope
export const test = base
  .extend('worked', { scope: 'worker' }, service(name('worked'), journalled(name('worked'))))
  .extend('filed', { scope: 'file' }, service(name('filed'), ({ worked }) =>
    journalled(name('filed'), { env: { WORKED: worked.url } })))
  .extend('tested', service(name('tested'), ({ filed }) =>
    journalled(name('tested'), { env: { FILED: filed.url } })))
`
const SPEC = (file: string): string => `${IMPORTS}
import { threadId } from 'node:worker_threads'
import { inject } from 'vitest'
import { test } from './scoped'
const slug = inject('slug')
const ask = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()
note('worker-of', slug, process.pid + '-' + threadId)
describe(slug, () => {
  test('${file} asks for all scopes', async ({ worked, filed, tested }) => {
    expect([await ask(worked), await ask(filed), await ask(tested)])
      .toEqual(['worked', 'filed', 'tested'].map((scope) => slug + '-' + scope))
    expect(filed.env.WORKED).toBe(worked.url)
    expect(tested.env.FILED).toBe(filed.url)
  })
  test('${file} asks once more', async ({ filed, tested }) => {
    expect(await ask(tested)).toBe(slug + '-tested')
    await filed.stopped(async () => {
      expect(await filed.running()).toBe(false)
      await expect(ask(filed)).rejects.toThrow()
    })
    expect(await ask(filed)).toBe(slug + '-filed')
  })
})
`

export const SCOPES: Readonly<Record<string, string>> = {
  'scoped.ts': SCOPED,
  'a-scopes.spec.ts': SPEC('a'),
  'b-scopes.spec.ts': SPEC('b'),
}
