import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectHarmless } from '../../support/harmless.ts'
import { program } from '../../support/program.ts'
import { Project } from '../../support/vitest-project.ts'

const SERVICES = `
import { output, service } from 'vitest-mirakuru'
const evil = (name, pattern) => service(name, {
  command: ({ port }) => [process.execPath, '${program('prints-evil.mjs')}', port],
  ready: output(pattern),
  startTimeout: 3_000,
})
export const shared = evil('shared', 'listening')
export const api = evil('api', 'listening')
export const lost = evil('lost', 'never')
`
const TESTS = `
import { test as base } from 'vitest'
import { api, lost, shared } from './services'
const test = base
  .extend('api', { scope: 'file' }, api)
  .extend('lost', { scope: 'file' }, lost)
  .extend('shared', { scope: 'file' }, shared)
test('fails', ({ api, shared }) => { throw new Error('on purpose') })
test('cannot start', ({ lost }) => {})
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { shared } from './services'
export default shareServices([shared])
`

test(
  'a run shows all output of an evil service without executing any of it',
  { timeout: 280_000 },
  async () => {
    await using project = await Project.create(
      { 'services.ts': SERVICES, 'setup.ts': SETUP, 'evil.spec.ts': TESTS },
      { globalSetup: './setup.ts', testTimeout: 20_000 },
    )
    const { output, tests } = await project.run({ env: { VITEST_MIRAKURU_LOG: '1' } })
    expect(tests['fails']?.status).toBe('failed')
    expect(tests['cannot start']?.errors).toContain('lost did not print "never"')
    expectHarmless(output)
    // In the live output, in the report of a failure, and in the error of a start.
    for (const begin of ['[api] ', '[shared] ', ' api    | ', ' shared | ', '  | ']) {
      expect(output).toContain(`${begin}text # #[error]of Azure # #vso[task`)
    }
    expect(output).toMatch(/^--- api: for evil\.spec\.ts$/m)

    const [run = ''] = readdirSync(project.logs)
    const log = readFileSync(join(project.logs, run, 'api.log'), 'utf8')
    const lines = log.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^\S+Z --- for evil\.spec\.ts$/)
    expect(lines.filter((line) => !/^\S+Z (?:---|\|) /.test(line))).toEqual([])
    expect(log).toContain('Z | text ##[error]of Azure')
    expect(log).toMatch(/Z \| progress\n\S+Z \| ::error::after a return\n/)
    expect(log).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  },
)
