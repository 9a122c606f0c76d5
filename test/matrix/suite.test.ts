import { beforeAll, describe, expect, inject, test } from 'vitest'
import { pidsIn, runProject, type ProjectRun } from '../support/vitest-project.ts'
import { byName, KINDS, PROJECTS } from './kinds.ts'
import { SCOPES } from './scopes.ts'
import { SHARING } from './sharing.ts'
import { WRONGS } from './wrongs.ts'

const WORKERS = 2
const FILES = ['a', 'b']

describe.for(byName(inject('combinations')))('%s', ([, installation]) => {
  let run: ProjectRun
  beforeAll(async () => {
    const config = {
      globalSetup: './setup.ts',
      maxWorkers: WORKERS,
      testTimeout: 30_000,
      projects: PROJECTS,
    }
    const files = { ...SCOPES, ...SHARING, ...WRONGS }
    run = await runProject(files, { config, installation, timeout: 150_000 })
    expect(run.output).toContain('Test Files')
  })

  describe.for(byName(KINDS))('%s', ([, { slug, keepsModules }]) => {
    const outcomes = (): Record<string, { status: string; errors: string }> =>
      Object.fromEntries(
        Object.entries(run.tests).flatMap(([name, outcome]) =>
          name.startsWith(`${slug} `) ? [[name.slice(slug.length + 1), outcome]] : [],
        ),
      )

    test('services of all scopes work, with their dependencies', () => {
      expect(outcomes()).toMatchObject(passing(['asks for all scopes', 'asks once more']))
      // Each is stopped once and started again.
      expect(pidsIn(run.journal, `${slug}-filed`)).toHaveLength(2 * FILES.length)
      expect(pidsIn(run.journal, `${slug}-tested`)).toHaveLength(2 * FILES.length)
      const workers = run.journal.filter((line) => line.startsWith(`worker-of ${slug} `))
      expect(workers).toHaveLength(FILES.length)
      expect(pidsIn(run.journal, `${slug}-worked`)).toHaveLength(
        keepsModules ? new Set(workers).size : FILES.length,
      )
    })

    test('shared services work, even during outages', () => {
      expect(outcomes()).toMatchObject(
        passing(['shares', 'takes away what is shared', 'takes away its own']),
      )
    })

    test('a failed start is reported, and not a timeout of Vitest', () => {
      const failed = /ProcessExitedWithError: \S+-gone exited with code 3 before .*no luck/s
      for (const name of ['fails of a start', 'fails of the same start']) {
        expect(outcomes()[name]).toMatchObject({
          status: 'failed',
          errors: expect.stringMatching(failed),
        })
      }
      const { status, errors } = outcomes()['waits in vain'] ?? {}
      expect(status).toBe('failed')
      expect(errors).toMatch(/TimeoutExpired: \S+-mute did not print "never printed" .*within/)
      expect(errors).not.toContain('Test timed out')
      expect(run.journal).not.toContain('not reached')
    })

    test('a crash fails one test, and the next has the service again', () => {
      const { status, errors } = outcomes()['sees a crash'] ?? {}
      expect(status).toBe('failed')
      expect(errors?.match(/ServiceCrashed: /g)).toHaveLength(1)
      expect(outcomes()['has it again']).toEqual({ status: 'passed', errors: '' })
      expect(pidsIn(run.journal, `${slug}-crashing`)).toHaveLength(2)
    })

    test('a failing test shows the output of its services', () => {
      expect(outcomes()['shows what is said']?.status).toBe('failed')
      const shown = new RegExp(
        `Caused by: Output of the services during this test:\\s+[\\d:.]+ ${slug}-saying \\| ${slug} says why`,
      )
      expect(run.output).toMatch(shown)
    })
  })

  test('there is one instance for the run, and one for each worker', () => {
    expect(pidsIn(run.journal, 'redis')).toHaveLength(1)
    expect(pidsIn(run.journal, 'idle')).toHaveLength(0)
    expect(pidsIn(run.journal, 'battered')).toHaveLength(1 + KINDS.length * FILES.length)
    expect(pidsIn(run.journal, 'lonely')).toHaveLength(2 * KINDS.length * FILES.length)
    for (const name of ['db', 'api']) {
      const count = pidsIn(run.journal, name).length
      expect(count, name).toBeGreaterThanOrEqual(1)
      expect(count, name).toBeLessThanOrEqual(WORKERS)
    }
  })

  test('no process is left', () => {
    expect(run.exitCode).toBe(1)
    expect(run.journal.length).toBeGreaterThan(0)
    expect(run.surviving).toEqual([])
  })
})

/** In each file. */
function passing(names: readonly string[]): object {
  return Object.fromEntries(
    FILES.flatMap((file) =>
      names.map((name) => [`${file} ${name}`, { status: 'passed', errors: '' }]),
    ),
  )
}
