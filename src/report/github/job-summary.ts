import { slowStarts } from '../model/advice.ts'
import type { Timeline } from '../model/timeline.ts'
import { countSentence, criticalSentence } from '../page/sentences.ts'
import { gantt } from './gantt.ts'
import { inMarkdown } from './plain-names.ts'
import { duration } from '../page/times.ts'

/** The Markdown for the summary of a GitHub job: how the services have started, and when they ran. */
export function jobSummary(timeline: Timeline): string {
  const starts = slowStarts(timeline)
  if (starts.length === 0) return ''
  const story = criticalSentence(timeline)
  const rows = starts.map(
    ({ name, place, took, waited, times, total }) =>
      `| ${inMarkdown(name)} | ${place} | ${duration(took)} | ${waited > 0 ? duration(waited) : ''} | ${times} | ${duration(total)} |`,
  )
  return [
    '## Services of the tests',
    '',
    `${countSentence(timeline)}.${story === undefined ? '' : ` ${inMarkdown(story)}`}`,
    '',
    '| Service | | Slowest start | Waited before | Starts | Total |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    '```mermaid',
    ...gantt(timeline),
    '```',
    '',
  ].join('\n')
}
