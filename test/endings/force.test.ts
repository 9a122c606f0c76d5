import { expect, test } from 'vitest'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

const DEAF = (name: string, stopTimeout: number): string => `service('${name}', {
  command: ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'],
  ready: output('up'),
  stopTimeout: ${stopTimeout},
})`

const file = (stopTimeout: number): string => `
  ${IMPORTS}
  const test = base.extend('deaf', ${DEAF('deaf', stopTimeout)})
  test('one', ({ deaf }) => { note('start', 'one', deaf.pid) })
  test('two', ({ deaf }) => { note('start', 'two', deaf.pid) })
`

test('a forced stop that takes a second causes one warning per run', async () => {
  const run = await runProject({ 'a.spec.ts': file(1_000), 'b.spec.ts': file(1_000) })
  const told = run.output.match(/deaf was killed with SIGKILL: .*/g)
  expect(told).toHaveLength(1)
  expect(told?.[0]).toMatch(
    /^deaf was killed with SIGKILL: pid \d+ \(\S*sh -c trap .*\) did not exit within 1000 ms of SIGTERM\. Every stop of this service takes that long\.$/,
  )
  expect(run.output).toContain(
    'Fix: make it exit on SIGTERM, set `stopSignal` to a signal that it exits on',
  )
  expect(run.surviving).toEqual([])
})

test('a quick forced stop is noted only in the log', async () => {
  const run = await runProject({ 'a.spec.ts': file(100) }, { env: { VITEST_MIRAKURU_LOG: '1' } })
  expect(run.tests).toMatchObject({ one: { status: 'passed' }, two: { status: 'passed' } })
  expect(run.output).not.toContain('deaf was killed with SIGKILL')
  const noted = run.output.match(
    /--- deaf: pid .* did not exit within 100 ms of SIGTERM: sent SIGKILL/g,
  )
  expect(noted, run.output).toHaveLength(2)
})
