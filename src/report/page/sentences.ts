import { type Timeline, testsOfTimeline } from '../model/timeline.ts'
import { duration } from './times.ts'

/** Milliseconds from which a part of a sum is worth its words. */
const SHORT = 100

/** `0.35 s before the first start, then postgres 30 ms, then api 0.24 s: the first test had its services after 0.62 s.` */
export function criticalSentence({ critical, services }: Timeline): string | undefined {
  if (!critical || critical.parts.length === 0) return undefined
  const [first] = critical.parts
  const before =
    first && first.from >= SHORT ? [`${duration(first.from)} before the first start`] : []
  const parts = critical.parts.map(({ service, from, to }) => {
    const { name, preparation } = services[service] ?? {}
    const prepared = preparation ? preparation.to - Math.max(preparation.from, from) : 0
    const note = prepared >= SHORT ? ` (${duration(prepared)} of it to prepare)` : ''
    return `${name} ${duration(to - from)}${note}`
  })
  return `${[...before, ...parts].join(', then ')}: the first test had its services after ${duration(critical.to)}.`
}

/** `3 services, 42 tests in 7 files, 2 failed` */
export function countSentence({ services, workers, leftOut }: Timeline): string {
  const files = workers.flatMap((worker) => worker.files)
  const tests = testsOfTimeline({ workers })
  const failed = tests.filter(({ state }) => state === 'failed').length
  const counted = [
    count(new Set(services.map(({ name }) => name)).size, 'service'),
    `${count(tests.length, 'test')} in ${count(files.length, 'file')}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(leftOut.length > 0 ? [`without ${leftOut.join(' and ')}, for which there is no room`] : []),
  ]
  return counted.join(', ')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
