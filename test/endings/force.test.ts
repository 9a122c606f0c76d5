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

test('force that costs a second at each end is told, once a run', async () => {
  const run = await runProject({ 'a.spec.ts': file(1_000), 'b.spec.ts': file(1_000) })
  const told = run.output.match(/deaf was ended by SIGKILL: .*/g)
  expect(told).toHaveLength(1)
  expect(told?.[0]).toMatch(
    /^deaf was ended by SIGKILL: pid \d+ \(\S*sh -c trap .*\) did not end within 1000 ms of SIGTERM\. Each stop of it takes that long\.$/,
  )
  expect(run.output).toContain('Fix: have it exit on SIGTERM, name the signal on which it exits')
  expect(run.surviving).toEqual([])
})

test('force that costs little is in the log alone', async () => {
  const run = await runProject({ 'a.spec.ts': file(100) }, { env: { VITEST_MIRAKURU_LOG: '1' } })
  expect(run.tests).toMatchObject({ one: { status: 'passed' }, two: { status: 'passed' } })
  expect(run.output).not.toContain('deaf was ended by SIGKILL')
  const noted = run.output.match(/--- deaf: pid .* did not end within 100 ms of SIGTERM: SIGKILL/g)
  expect(noted, run.output).toHaveLength(2)
})
