import { describe, expect, inject, test } from 'vitest'
import { editSources } from '../support/edited-sources.ts'
import { pidsIn } from '../support/vitest-project.ts'
import { hasTerminal, inTerminal, KEYS } from '../support/terminal.ts'
import { WatchedProject } from '../support/watched-project.ts'
import { byName } from './kinds.ts'
import { USED } from './used-project.ts'

const CONFIG = { globalSetup: './setup.ts', maxWorkers: 2, testTimeout: 30_000 }

describe.for(byName(inject('combinations')))('%s', ([, installation]) => {
  test('shared services keep running from rerun to rerun, until the watcher ends', async () => {
    await using project = await WatchedProject.start(USED, CONFIG, undefined, installation)
    expect(await project.hasRun()).toContain('Tests  10 passed (10)')
    const shared = await project.surviving()
    expect(shared).toEqual(pidsIn(await project.journal(), 'redis'))

    const changed = await project.edit('a.spec.ts', `${USED['a.spec.ts']}// changed`)
    expect(changed).toContain('Tests  5 passed (5)')
    expect(await project.surviving()).toEqual(shared)
    expect(pidsIn(await project.journal(), 'api')).toHaveLength(3)

    // A declaration that says something else.
    const services = USED['services.ts']?.replace(
      "journalled('redis')",
      "journalled('redis', { stopTimeout: 9_000 })",
    )
    expect(await project.edit('services.ts', `${services}`)).toContain('Tests  10 passed (10)')
    expect(pidsIn(await project.journal(), 'redis')).toHaveLength(2)

    process.kill(await project.main(), 'SIGTERM')
    await project.ended
    await project.leavesNothing()
  })

  test('an edit to sources reruns the users of the service', { timeout: 400_000 }, () =>
    editSources(installation),
  )

  test.skipIf(!hasTerminal).for(KEYS)(
    'all ends with a watcher that is ended by %s',
    async ([, keys]) => {
      await using project = await WatchedProject.start(USED, CONFIG, inTerminal, installation)
      expect(await project.hasRun()).toContain('Tests  10 passed (10)')
      expect(await project.surviving()).toHaveLength(1)
      project.type(keys)
      await project.ended
      await project.leavesNothing()
    },
  )
})
