import { describe, test } from 'vitest'
import { testReports } from '../support/test-reports.ts'
import { showsSpansAndTimeLine } from '../support/traced-project.ts'
import { EDGES } from './edges.ts'
import { byName } from './kinds.ts'

describe.for(byName(EDGES))('%s', ([, installation]) => {
  testReports(installation)

  test('events of services are shown as spans and in the timeline', () =>
    showsSpansAndTimeLine(installation))
})
