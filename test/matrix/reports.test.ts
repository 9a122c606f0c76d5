import { describe, inject, test } from 'vitest'
import { testReports } from '../support/test-reports.ts'
import { showsSpansAndTimeLine } from '../support/traced-project.ts'
import { byName } from './kinds.ts'

/** The oldest Vitest, and the newest. */
const EDGES = inject('combinations').filter(({ name }) => / 4\.1\.0,|Node 24/.test(name))

describe.for(byName(EDGES))('%s', ([, installation]) => {
  testReports(installation)

  test('what happens to services is shown as spans and in the time line', () =>
    showsSpansAndTimeLine(installation))
})
