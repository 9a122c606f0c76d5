import { describe, inject } from 'vitest'
import { testReports } from '../support/test-reports.ts'
import { byName } from './kinds.ts'

/** The oldest Vitest, and the newest. */
const EDGES = inject('combinations').filter(({ name }) => / 4\.1\.0,|Node 24/.test(name))

describe.for(byName(EDGES))('%s', ([, installation]) => testReports(installation))
