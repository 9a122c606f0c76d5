import { fileTask, recorded, started, testTask, timelineOf } from './recorded-run.ts'
import type { Timeline } from '../../src/report/model/timeline.ts'

/** A run of this size, the same each time. */
export function largeTimeline({
  services = 40,
  tests = 2_000,
  workers = 8,
}: {
  readonly services?: number
  readonly tests?: number
  readonly workers?: number
} = {}): Timeline {
  const random = generator(7)
  const names = Array.from({ length: services }, (_, index) => `service-${index}#${index}`)
  const events = names.flatMap((instance, index) => {
    const created = 50 + index * 20 + random() * 10
    const spawned = created + random() * 30
    const needs = index % 4 === 0 ? [] : [names[index - 1] ?? '']
    return recorded(
      undefined,
      ...started(instance, { created, spawned, ready: spawned + 15, needs }),
    )
  })
  const perFile = 20
  const files = Array.from({ length: Math.ceil(tests / perFile) }, (_, file) => {
    const pool = (file % workers) + 1
    let at = 1_000 + Math.floor(file / workers) * perFile * 60
    const tasks = Array.from({ length: perFile }, (_, index) => {
      const id = `${file}_${index}`
      const from = at
      at += 5 + random() * 50
      const used = names.filter(() => random() < 0.1)
      events.push(...recorded(pool, [at, { type: 'used', test: id, instances: used }]))
      return testTask(id, Math.floor(from), at, random() < 0.02 ? 'fail' : 'pass')
    })
    const lent = { type: 'lent', instance: names[0], name: 'service-0', scope: 'file' } as const
    const rest = {
      log: undefined,
      failed: false,
      since: at - 1,
      file: `file-${file}`,
      test: undefined,
    }
    events.push(...recorded(pool, [at, { ...lent, ...rest }]))
    return fileTask(`file-${file}`, tasks)
  })
  return timelineOf(events, files, { end: 60_000 })
}

/** Numbers between 0 and 1, by mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
