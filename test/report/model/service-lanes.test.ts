import { describe, expect, test } from 'vitest'
import type { Timeline } from '../../../src/report/model/timeline.ts'
import { fileTask, recorded, started, testTask, timelineOf } from '../../support/recorded-run.ts'

const postgres = started('postgres#1', { created: 100, spawned: 110, ready: 400 })
const api = started('api#2', { created: 410, spawned: 420, ready: 500, needs: ['postgres#1'] })

describe('the phases of a service', () => {
  test('go from the wait for its dependencies to its stop', () => {
    const events = [
      ...recorded(undefined, [100, { type: 'asked', instance: 'api#2', name: 'api' }]),
      ...recorded(undefined, ...postgres, ...api),
      ...recorded(
        undefined,
        [900, { type: 'ending', instance: 'api#2' }],
        [900, { type: 'stopping', instance: 'api#2' }],
        [950, { type: 'stopped', instance: 'api#2' }],
      ),
      ...recorded(1, [700, { type: 'used', test: 't', instances: ['api#2'] }]),
    ]
    const { services } = timelineOf(events, [fileTask('a', [testTask('t', 600, 700)])], {
      end: 1_000,
    })
    expect(
      services.map(({ name, place, needs, phases }) => ({ name, place, needs, phases })),
    ).toEqual([
      {
        name: 'postgres',
        place: 'shared',
        needs: [],
        phases: [
          { phase: 'starting', from: 0, to: 300 },
          { phase: 'idle', from: 300, to: 500 },
          // Who uses the API uses its database.
          { phase: 'used', from: 500, to: 600 },
          { phase: 'idle', from: 600, to: 900 },
        ],
      },
      {
        name: 'api',
        place: 'shared',
        needs: [0],
        phases: [
          { phase: 'waiting', from: 0, to: 310 },
          { phase: 'starting', from: 310, to: 400 },
          { phase: 'idle', from: 400, to: 500 },
          { phase: 'used', from: 500, to: 600 },
          { phase: 'idle', from: 600, to: 800 },
          { phase: 'stopping', from: 800, to: 850 },
        ],
      },
    ])
  })

  test('of a worker-scoped service follow the setup of its dependency', () => {
    const events = recorded(2, ...postgres, ...api)
    const { services } = timelineOf(events, [], { end: 600 })
    expect(services[1]?.place).toBe('worker 2')
    expect(services[1]?.phases[0]).toEqual({ phase: 'waiting', from: 0, to: 310 })
  })

  test('include an outage, a crash and the return', () => {
    const instance = 'postgres#1'
    const events = recorded(
      undefined,
      ...postgres,
      [500, { type: 'stopping', instance }],
      [510, { type: 'stopped', instance }],
      [600, { type: 'starting', instance }],
      [650, { type: 'ready', instance }],
      [700, { type: 'paused', instance }],
      [750, { type: 'resumed', instance }],
      [800, { type: 'crashed', instance }],
    )
    const [lane] = timelineOf(events, [], { end: 900 }).services
    expect(lane?.phases.map(({ phase, from }) => [phase, from])).toEqual([
      ['starting', 0],
      ['idle', 300],
      ['stopping', 400],
      ['away', 410],
      ['starting', 500],
      ['idle', 550],
      ['away', 600],
      ['idle', 650],
      ['crashed', 700],
    ])
    expect(lane?.crashes).toEqual([700])
  })

  test('include a directory that is prepared or copied before the first start', () => {
    const instance = 'postgres#1'
    const [created, ...rest] = postgres
    const lanesOf = (isCopy: boolean): Timeline['services'] =>
      timelineOf(
        recorded(
          undefined,
          created ?? [0, { type: 'starting', instance }],
          [102, { type: 'preparing', instance }],
          [109, { type: 'prepared', instance, isCopy }],
          ...rest,
        ),
        [],
        { end: 600 },
      ).services
    expect(lanesOf(false)[0]).toMatchObject({
      phases: [
        { phase: 'starting', from: 0, to: 2 },
        { phase: 'preparing', from: 2, to: 9 },
        { phase: 'starting', from: 9, to: 300 },
        { phase: 'idle', from: 300, to: 500 },
      ],
      start: { from: 0, to: 300 },
      preparation: { from: 2, to: 9 },
    })
    const stepsOf = (isCopy: boolean): string[] =>
      lanesOf(isCopy).flatMap(({ steps }) =>
        steps.map(({ name, from, to }) => `${name} ${to - from}`),
      )
    expect(stepsOf(false)).toEqual(['prepared 7', 'until spawned 1', 'passed 290'])
    expect(stepsOf(true)[0]).toBe('copy of its prepared directory 7')
    expect(lanesOf(true)[0]?.preparation).toBeUndefined()
  })

  test('include a failed start', () => {
    const events = recorded(undefined, ...postgres.slice(0, 3), [
      300,
      { type: 'failed', instance: 'postgres#1', reason: 'it exited' },
    ])
    const [lane] = timelineOf(events, []).services
    expect(lane).toMatchObject({ failure: 'it exited', start: undefined, crashes: [200] })
    expect(lane?.phases).toEqual([{ phase: 'starting', from: 0, to: 200 }])
  })
})
