import { describe, expect, test } from 'vitest'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'

const SULKS = `
import { service, output } from 'vitest-mirakuru'
export const sulks = service('sulks', {
  command: ['sh', '-c', 'trap "echo no >&2; exit 3" TERM; echo up; while :; do sleep 0.01; done'],
  ready: output('up'),
})
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { sulks } from './services'
export default shareServices([sulks])
`
const file = (scope: string): string => `${IMPORTS}
import { sulks } from './services'
const test = base.extend('sulks', { scope: '${scope}' }, sulks)
test('passes', ({ sulks }) => {})
`

describe('a run with passed tests fails if a service fails to stop', () => {
  test('a shared one', async () => {
    const files = { 'services.ts': SULKS, 'setup.ts': SETUP, 'a.spec.ts': file('file') }
    const run = await runProject(files, { config: { globalSetup: './setup.ts' } })
    expect(run.output).toContain('sulks exited with code 3 when it was stopped')
    expect(run.tests['passes']?.status).toBe('passed')
    expect(run.exitCode).toBe(1)
  })

  test('one of a worker', async () => {
    const files = { 'services.ts': SULKS, 'a.spec.ts': file('worker'), 'b.spec.ts': file('worker') }
    const run = await runProject(files, { config: { maxWorkers: 1 } })
    expect(run.output).toContain('sulks exited with code 3 when it was stopped')
    expect(run.exitCode).toBe(1)
  })
})
