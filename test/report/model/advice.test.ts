import { describe, expect, test } from 'vitest'
import type { ServiceStep } from '../../../src/fixtures/events/service-event.ts'
import { slowStarts, waitingTests } from '../../../src/report/model/advice.ts'
import { fileTask, recorded, started, testTask, timelineOf } from '../../support/recorded-run.ts'

type Lent = Extract<ServiceStep, { type: 'lent' }>

function lent(name: string, since: number, who = 't'): Lent {
  return {
    type: 'lent',
    instance: `${name}#1`,
    name,
    since,
    file: 'a',
    test: who,
    scope: 'file',
    log: undefined,
    failed: false,
  }
}

const slow = { created: 0, spawned: 10, ready: 2_500 }

describe('the start of a service', () => {
  test('that is slow in each file suggests one for each worker', () => {
    const events = [
      ...recorded(1, ...started('web-api#1', slow)),
      ...recorded(2, ...started('web-api#2', { created: 0, spawned: 10, ready: 600 })),
    ]
    const [start] = slowStarts(timelineOf(events, []))
    expect(start).toMatchObject({ name: 'web-api', times: 2, took: 2_500, total: 3_100 })
    expect(start?.advice).toEqual([
      "If its users leave no data behind, `shareServices([{ service: webApi, per: 'worker' }])` starts it once in each worker, instead of 2 times.",
      'If each start fills a folder anew, `prepare` fills it once and copies it.',
    ])
  })

  test('that is slow to prepare says that the next run copies the result', () => {
    const instance = 'db#1'
    const [created, ...rest] = started(instance, { ...slow, spawned: 1_700 })
    const adviceOn = (isCopy: boolean): readonly string[] | undefined => {
      const events = recorded(
        undefined,
        [0, { ...created?.[1], isPrepared: true } as never],
        [5, { type: 'preparing', instance }],
        [1_600, { type: 'prepared', instance, isCopy }],
        ...rest,
      )
      return slowStarts(timelineOf(events, []))[0]?.advice
    }
    expect(adviceOn(false)).toEqual([
      'The next run copies the result of `prepare`, unless its `inputs` change.',
    ])
    expect(adviceOn(true)).toEqual([])
  })

  test('that takes less than half a second needs no advice', () => {
    const fast = started('api#1', { created: 0, spawned: 10, ready: 499 })
    const events = [...recorded(1, ...fast), ...recorded(2, ...started('api#2', slow).slice(0, 2))]
    expect(slowStarts(timelineOf(events, []))).toMatchObject([{ times: 1, advice: [] }])
  })
})

describe('a test that has waited', () => {
  test('for services suggests a hook, and an eager start of shared ones', () => {
    const events = [
      ...recorded(undefined, ...started('db#1', slow), ...started('mail-box#1', slow)),
      ...recorded(1, [2_500, lent('db', 0)], [3_200, lent('mail-box', 2_500)]),
      ...recorded(1, [3_210, lent('db', 3_200, 'u')]),
    ]
    const files = [fileTask('a', [testTask('t', 0, 3_200), testTask('u', 3_200, 3_300)])]
    expect(waitingTests(timelineOf(events, files))).toMatchObject([
      {
        test: { id: 't' },
        forServices: 3_200,
        forOutages: 0,
        services: [
          ['db', 2_500],
          ['mail-box', 700],
        ],
        advice: [
          '`test.beforeAll(({ db, mailBox }) => {}, 60_000)` starts them before the first test.',
          '`eager: true` starts all shared services at the same time, before all tests.',
        ],
      },
      { test: { id: 'u' }, forServices: 10, advice: [] },
    ])
  })

  test('for an outage suggests how to avoid the wait', () => {
    const outage = { type: 'outage', outage: 'o', by: '"t"', test: 't' } as const
    const events = [
      ...recorded(undefined, ...started('db#1', { ...slow, ready: 100 })),
      ...recorded(undefined, [200, { ...outage, instances: ['db#1'] }]),
      ...recorded(undefined, [900, { type: 'outage-over', outage: 'o' }]),
      ...recorded(1, [900, { type: 'held', test: 'u', since: 210, outages: ['o'] }]),
    ]
    const files = [fileTask('b', [testTask('u', 210, 1_000)])]
    expect(waitingTests(timelineOf(events, files))).toMatchObject([
      {
        test: { id: 'u' },
        forServices: 0,
        forOutages: 690,
        advice: [
          "With `per: 'worker'`, or `unshared()` in the file that stops the service, no other test waits.",
        ],
      },
    ])
  })
})
