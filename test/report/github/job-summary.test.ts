import { expect, test } from 'vitest'
import { jobSummary } from '../../../src/report/github/job-summary.ts'
import { largeTimeline } from '../../support/random-timeline.ts'
import { fileTask, recorded, started, testTask, timelineOf } from '../../support/recorded-run.ts'

test('the summary has the starts of services, and a Gantt chart', () => {
  const name = 'post|gres: <b>'
  const id = `${name}#1`
  const events = [
    ...recorded(
      undefined,
      ...started(id, { created: 100, spawned: 110, ready: 400 }),
      ...started('api#2', { created: 410, spawned: 420, ready: 500, needs: [id] }),
    ),
    ...recorded(1, [900, { type: 'used', test: 't', instances: ['api#2'] }]),
  ]
  const files = [fileTask('a', [testTask('t', 450, 900)])]
  expect(jobSummary(timelineOf(events, files, { end: 1_100 })))
    .toBe(String.raw`## Services of the tests

2 services, 1 test in 1 file. post\|gres: \<b\> 0.30 s, then api 90 ms: the first test had its services after 0.40 s.

| Service | | Slowest start | Waited before | Starts | Total |
| --- | --- | ---: | ---: | ---: | ---: |
| post\|gres: \<b\> | shared | 0.30 s |  | 1 | 0.30 s |
| api | shared | 90 ms | 0.31 s | 1 | 90 ms |

${'```'}mermaid
gantt
  dateFormat x
  axisFormat %M:%S
  section post|gres b
  starts :crit, 0, 300
  ready :done, 300, 1000
  section api
  starts :crit, 310, 400
  ready :done, 400, 1000
  section worker 1
  a.test.ts :350, 800
${'```'}
`)
})

test('the summary is always short', () => {
  const lines = jobSummary(largeTimeline()).split('\n')
  expect(lines.filter((line) => /^ {2}.* :/.test(line))).toHaveLength(60)
  expect(lines.filter((line) => line.startsWith('| service-'))).toHaveLength(10)
})

test('the summary is empty if no service was started', () => {
  expect(jobSummary(timelineOf([], [fileTask('a', [testTask('t', 450, 900)])]))).toBe('')
})
