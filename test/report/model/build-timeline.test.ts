import { describe, expect, test } from 'vitest'
import {
  concurrent,
  fileTask,
  recorded,
  started,
  testTask,
  timelineOf,
} from '../../support/recorded-run.ts'

const postgres = started('postgres#1', { created: 100, spawned: 110, ready: 400 })
const api = started('api#2', { created: 410, spawned: 420, ready: 500, needs: ['postgres#1'] })

describe('the tests of a run', () => {
  test('are in the lanes of their workers, or in a free lane if the worker is unknown', () => {
    const lent = {
      type: 'lent',
      instance: 'postgres#1',
      name: 'postgres',
      scope: 'file',
      log: undefined,
      failed: false,
    } as const
    const events = [
      ...recorded(undefined, ...postgres),
      ...recorded(2, [400, { ...lent, since: 100, file: 'a', test: undefined }]),
    ]
    const files = [
      fileTask('a', [testTask('t', 400, 500)]),
      fileTask('b', [testTask('u', 450, 500)]),
      fileTask('c', [testTask('v', 600, 700)]),
    ]
    const { workers } = timelineOf(events, files)
    expect(workers.map(({ name, files: of }) => [name, of.map((file) => file.name)])).toEqual([
      ['worker 1', ['b.test.ts', 'c.test.ts']],
      ['worker 2', ['a.test.ts']],
    ])
    expect(workers[1]?.files[0]?.waits).toEqual([{ kind: 'service', of: 0, from: 0, to: 300 }])
  })

  test('are in files with the prefix of their project', () => {
    const file = fileTask('a', [testTask('t', 0, 100)])
    const [worker] = timelineOf([], [{ ...file, projectName: 'unit' }]).workers
    expect(worker?.files.map(({ name }) => name)).toEqual(['unit: a.test.ts'])
  })

  test('that run at the same time have separate rows', () => {
    const tasks = concurrent(
      testTask('t', 0, 100),
      testTask('u', 50, 200),
      testTask('v', 99.5, 300),
    )
    const [worker] = timelineOf([], [fileTask('a', tasks)]).workers
    expect(worker?.files[0]?.tests.map(({ from, row }) => [from, row])).toEqual([
      [0, 0],
      [50, 1],
      [99.5, 2],
    ])
  })

  test('that run one after the other do not overlap, even with inexact clocks', () => {
    const together = concurrent(testTask('t', 0, 100), testTask('u', 50, 200))
    const alone = testTask('v', 190, 300)
    const [worker] = timelineOf([], [fileTask('a', [...together, alone])]).workers
    expect(worker?.files[0]?.tests.map(({ from, to, row }) => [from, to, row])).toEqual([
      [0, 100, 0],
      [50, 200, 1],
      [200, 300, 0],
    ])
  })

  test('wait for the outage that another test makes', () => {
    const outage = {
      type: 'outage',
      outage: 'o',
      by: 'test "t"',
      test: 't',
      instances: ['postgres#1'],
    } as const
    const events = [
      ...recorded(
        undefined,
        ...postgres,
        [500, outage],
        [600, { type: 'outage-over', outage: 'o' }],
      ),
      ...recorded(1, [601, { type: 'held', test: 'u', since: 510, outages: ['o'] }]),
    ]
    const files = [
      fileTask('a', [testTask('t', 480, 605)]),
      fileTask('b', [testTask('u', 510, 700)]),
    ]
    const { outages, workers } = timelineOf(events, files)
    expect(outages).toEqual([
      { by: 'test "t"', test: 't', services: [0], from: 400, to: 500, held: ['u'] },
    ])
    expect(workers[1]?.files[0]?.tests[0]?.waits).toEqual([
      { kind: 'outage', of: 0, from: 410, to: 501 },
    ])
  })
})

test('outages of a test are distinguished, and an open one ends with the test', () => {
  const outage = {
    type: 'outage',
    outage: 'o',
    by: '"t"',
    test: 't',
    instances: ['postgres#1'],
  } as const
  const over = { type: 'outage-over', outage: 'o' } as const
  const events = recorded(
    1,
    ...postgres,
    ...([
      [500, outage],
      [510, over],
      [520, over],
      [600, outage],
      [610, over],
      [700, outage],
    ] as const),
  )
  const { outages } = timelineOf(events, [fileTask('a', [testTask('t', 450, 720)])])
  expect(outages.map(({ from, to }) => [from, to])).toEqual([
    [400, 410],
    [500, 510],
    [600, 620],
  ])
})

test('the critical path is the sequence of starts before the first test', () => {
  const mails = started('mails#3', { created: 100, spawned: 110, ready: 300 })
  const events = [
    ...recorded(undefined, ...postgres, ...api, ...mails),
    ...recorded(1, [600, { type: 'used', test: 't', instances: ['api#2', 'mails#3'] }]),
    ...recorded(1, [900, { type: 'used', test: 'u', instances: ['mails#3'] }]),
  ]
  const files = [fileTask('a', [testTask('t', 100, 600), testTask('u', 600, 900)])]
  expect(timelineOf(events, files).critical).toEqual({
    test: 'test t',
    to: 400,
    parts: [
      { service: 0, from: 0, to: 300 },
      { service: expect.any(Number), from: 310, to: 400 },
    ],
  })
})

test('a run in watch mode begins at its own start', () => {
  const events = [
    ...recorded(undefined, ...postgres),
    ...recorded(1, [2_100, { type: 'used', test: 't', instances: ['postgres#1'] }]),
  ]
  const files = [
    fileTask('a', [testTask('t', 2_050, 2_100)]),
    fileTask('b', [testTask('u', 600, 700)]),
  ]
  const { services, workers, critical } = timelineOf(events, files, { end: 2_200, since: 2_000 })
  expect(services[0]?.phases).toEqual([
    { phase: 'idle', from: 0, to: 50 },
    { phase: 'used', from: 50, to: 100 },
    { phase: 'idle', from: 100, to: 200 },
  ])
  expect(workers.flatMap((worker) => worker.files.map(({ name }) => name))).toEqual(['a.test.ts'])
  expect(critical).toBeUndefined()
})

test('a run of very many tests has a timeline, too', () => {
  const numbers = Array.from({ length: 150_000 }, (_, index) => index + 1)
  const tests = numbers.map((number) => testTask(`t${number}`, 500 + number, 501 + number))
  const uses = numbers.map((number) => {
    const used = { type: 'used', test: `t${number}`, instances: ['postgres#1'] } as const
    return [501 + number, used] as const
  })
  const files = Array.from({ length: 10 }, (_, file) =>
    fileTask(`f${file}`, tests.slice(file * 15_000, (file + 1) * 15_000)),
  )
  const { workers, duration } = timelineOf(
    [...recorded(undefined, ...postgres), ...uses.flatMap((use) => recorded(1, use))],
    files,
    { end: 200_000 },
  )
  expect(workers[0]?.files.flatMap((file) => file.tests)).toHaveLength(150_000)
  expect(duration).toBe(199_900)
})
