import { expect, test } from 'vitest'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

/** A service that ends with 7 when it is stopped, which is not expected, between two that behave. */
const PROJECT = (scope: string): string => `
  ${IMPORTS}
  const test = base
    .extend('first', { scope: '${scope}' }, service('first', journalled('first')))
    .extend('failing', { scope: '${scope}' }, service('failing', {
      command: ['sh', '-c', 'trap "exit 7" TERM; echo up; while :; do sleep 0.01; done'],
      ready: output('up'),
    }))
    .extend('last', { scope: '${scope}' }, service('last', journalled('last')))
  test('passes', ({ first, failing, last }) => { note('passes') })
`

test.for(['test', 'file', 'worker'])(
  'a failing stop is reported, and the other services are stopped, in the scope %s',
  async (scope) => {
    const run = await runProject({ 'a.spec.ts': PROJECT(scope) })
    expect(run.output).toContain(
      'failing exited with code 7 when it was stopped, which was unexpected.',
    )
    expect(run.journal.filter((line) => line.startsWith('start'))).toHaveLength(2)
    expect(run.surviving).toEqual([])
    if (scope !== 'worker') expect(run.exitCode).toBe(1)
  },
)

test('a service that does not stop does not delay the others', async () => {
  const run = await runProject({
    'a.spec.ts': `
      ${IMPORTS}
      const stubborn = service('stubborn', {
        command: ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 1; done'],
        ready: output('up'),
        stopTimeout: 100,
      })
      base.extend('stubborn', stubborn)('passes', ({ stubborn }) => { note('start', 'stubborn', stubborn.pid) })
    `,
  })
  expect(run.tests).toMatchObject({ passes: { status: 'passed' } })
  expect(run.journal).toHaveLength(1)
  expect(run.surviving).toEqual([])
})
