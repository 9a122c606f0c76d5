import { expect, test } from 'vitest'
import { chromeTrace, type TraceEvent } from '../../../src/report/trace/chrome-trace.ts'
import {
  concurrent,
  fileTask,
  recorded,
  started,
  testTask,
  timelineOf,
} from '../../support/recorded-run.ts'
import { largeTimeline } from '../../support/random-timeline.ts'
import { overlapping } from '../../support/trace-rules.ts'

const postgres = started('postgres#1', { created: 100, spawned: 110, ready: 400 })

test('the trace has a track for each instance and each worker', () => {
  const events = [
    ...recorded(undefined, ...postgres),
    ...recorded(1, [600, { type: 'used', test: 't', instances: ['postgres#1'] }]),
  ]
  const files = [fileTask('a', concurrent(testTask('t', 450, 600), testTask('u', 500, 650)))]
  const trace = chromeTrace(timelineOf(events, files, { end: 700 }))
  expect(
    trace.map(({ ph, name, pid, tid, ts, dur, args }) => [ph, name, pid, tid, ts, dur ?? args]),
  ).toEqual([
    ['M', 'process_name', 1, 0, 0, { name: 'services' }],
    ['M', 'process_name', 2, 0, 0, { name: 'workers' }],
    ['M', 'thread_name', 1, 1, 0, { name: 'postgres (shared)' }],
    ['X', 'postgres', 1, 1, 0, 600_000],
    ['X', 'starting', 1, 1, 0, 300_000],
    ['X', 'idle', 1, 1, 300_000, 50_000],
    ['X', 'used', 1, 1, 350_000, 150_000],
    ['X', 'idle', 1, 1, 500_000, 100_000],
    ['M', 'thread_name', 2, 1000, 0, { name: 'worker 1' }],
    ['M', 'thread_name', 2, 1001, 0, { name: 'worker 1, beside' }],
    ['X', 'a.test.ts', 2, 1000, 350_000, 200_000],
    ['X', 'test t', 2, 1000, 350_000, 150_000],
    ['X', 'test u', 2, 1001, 400_000, 150_000],
  ])
})

test('spans on one track are nested', () => {
  const trace = chromeTrace(largeTimeline())
  expect(trace.filter(({ cat }) => cat === 'test')).toHaveLength(2_000)
  expect(overlapping(trace)).toEqual([])
})

function at(ts: number, dur: number): TraceEvent {
  return { name: `${ts}`, ph: 'X', ts, dur, pid: 1, tid: 1 }
}

test('overlaps of spans are detected', () => {
  expect(overlapping([at(0, 10), at(5, 10)])).toEqual(['5 is not within 0 on 1/1'])
  expect(overlapping([at(0, 10), at(5, 5), at(10, 5)])).toEqual([])
})
