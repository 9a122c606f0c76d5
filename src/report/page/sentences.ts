import { testsOfTimeline } from '../model/tests-of-timeline.ts'
import type { Timeline } from '../model/timeline.ts'
import { duration } from './duration.ts'

/** `postgres 30 ms, then schema 0.61 s, then api 0.24 s: 0.88 s until the first test had its services` */
export function criticalSentence({ critical, services }: Timeline): string | undefined {
  if (!critical || critical.parts.length === 0) return undefined
  const parts = critical.parts.map(
    ({ service, from, to }) => `${services[service]?.name} ${duration(to - from)}`,
  )
  return `${parts.join(', then ')}: the first test had its services after ${duration(critical.to)}.`
}

/** `3 services, 42 tests in 7 files, 2 failed` */
export function countSentence({ services, workers }: Timeline): string {
  const files = workers.flatMap((worker) => worker.files)
  const tests = testsOfTimeline({ workers })
  const failed = tests.filter(({ state }) => state === 'failed').length
  const counted = [
    count(new Set(services.map(({ name }) => name)).size, 'service'),
    `${count(tests.length, 'test')} in ${count(files.length, 'file')}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return counted.join(', ')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
