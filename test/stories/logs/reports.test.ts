import { testReports } from '../../support/test-reports.ts'

testReports()
