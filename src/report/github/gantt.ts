import type { ServiceLane, Span, Timeline } from '../model/timeline.ts'
import { inMermaid } from './plain-names.ts'

/** GitHub draws longer ones illegibly. */
const MOST_ROWS = 60
/** Instances get two rows each; the rest is for test files. */
const MOST_SERVICES = 20

/** The lines of a Mermaid gantt with the slowest services and test files, in the order of time. */
export function gantt(timeline: Timeline): string[] {
  const { services, workers, critical } = timeline
  const chosen = new Set(longest(services, MOST_SERVICES, ({ start }) => start))
  const isCritical = (lane: ServiceLane): boolean =>
    critical?.parts.some(({ service }) => services[service] === lane) === true
  const lines = services
    .filter((lane) => chosen.has(lane))
    .map((lane) => rowsOf(lane, isCritical(lane)))
  const room = MOST_ROWS - lines.flat().filter((line) => line.includes(' :')).length
  const all = workers.flatMap(({ files }) => files)
  const shown = new Set(longest(all, room, (file) => file))
  const sections = workers.flatMap(({ name, files }) => {
    const own = files.filter((file) => shown.has(file))
    const rows = own.map((file) => row(file.name, '', file))
    return own.length === 0 ? [] : [`  section ${name}`].concat(rows)
  })
  return ['gantt', '  dateFormat x', '  axisFormat %M:%S', ...lines.flat(), ...sections]
}

function rowsOf({ name, start, phases }: ServiceLane, isCritical: boolean): string[] {
  const end = phases.at(-1)?.to
  if (!start || end === undefined) return []
  const tag = isCritical ? 'crit, ' : 'active, '
  return [
    `  section ${inMermaid(name)}`,
    row('starts', tag, start),
    row('ready', 'done, ', { from: start.to, to: end }),
  ]
}

function row(name: string, tag: string, { from, to }: Span): string {
  const begin = Math.round(Math.max(from, 0))
  return `  ${inMermaid(name)} :${tag}${begin}, ${Math.max(Math.round(to), begin + 1)}`
}

function longest<T>(items: readonly T[], most: number, spanOf: (item: T) => Span | undefined): T[] {
  const length = (item: T): number => {
    const { from, to } = spanOf(item) ?? { from: 0, to: 0 }
    return to - from
  }
  return items.toSorted((a, b) => length(b) - length(a)).slice(0, most)
}
