import type { Span, Timeline } from '../model/timeline.ts'
import { BAR_TEXTS, LEGIBLE } from './bar-texts.ts'
import { escape } from './escape.ts'
import { round, timeText, duration } from './times.ts'
import { heightOf, TRACK, type Track } from './tracks.ts'

/** Pixels of the picture, which the browser scales. */
const WIDTH = 1_200
const LABELS = 170
const AXIS = 24
const ROW = 12

/** The picture as it is shown without scripts, and printed. */
export function staticPicture(timeline: Timeline, tracks: readonly Track[]): string {
  const height = heightOf(tracks) + AXIS + 4
  const x = (time: number): number => tenth(LABELS + (time / timeline.duration) * (WIDTH - LABELS))
  const parts = [axis(timeline, x, height)]
  for (const track of tracks) {
    const y = AXIS + track.top
    parts.push(label(track, y))
    if (track.kind === 'service')
      for (const index of track.of) parts.push(service(timeline, index, x, y))
    else parts.push(worker(timeline, track.of[0] ?? 0, x, y))
  }
  parts.push(critical(timeline, tracks, x))
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="The timeline: services above, workers below. The tables have the same data.">${parts.join('')}</svg>`
}

type X = (time: number) => number

function axis({ duration: whole }: Timeline, x: X, height: number): string {
  const moments = round({ from: 0, to: whole }, 8)
  return moments
    .map((time) => {
      const at = x(time)
      return `<path class="tick" d="M${at} ${AXIS - 6}V${height}"/><text class="axis" x="${at + 3}" y="${AXIS - 9}">${timeText(time, moments)}</text>`
    })
    .join('')
}

function label({ label: name, place }: Track, y: number): string {
  const short = name.length > 20 ? `${name.slice(0, 19)}…` : name
  const small = place === '' ? '' : ` <tspan class="place">${escape(place)}</tspan>`
  return `<text class="label" x="0" y="${y + 16}">${escape(short)}${small}</text>`
}

function service({ services }: Timeline, index: number, x: X, y: number): string {
  const lane = services[index]
  if (!lane) return ''
  const bars = lane.phases.map((span) => {
    const { phase } = span
    const box = { span, y: y + 4, height: TRACK - 8 }
    return bar(x, box, phase, `${lane.name}: ${phase}`, BAR_TEXTS[phase])
  })
  const crashes = lane.crashes.map(
    (at) => `<path class="crash" d="M${x(at)} ${y + 1}v${TRACK - 2}"/>`,
  )
  return bars.join('') + crashes.join('')
}

function worker({ workers }: Timeline, index: number, x: X, y: number): string {
  const lane = workers[index]
  if (!lane) return ''
  const inRow = (span: Span, row: number): Box => ({ span, y: y + 18 + row * ROW, height: ROW - 2 })
  const files = lane.files.map((file) =>
    bar(x, { span: file, y: y + 4, height: 12 }, 'file', file.name, file.name),
  )
  const tests = lane.files.flatMap((file) =>
    file.tests.flatMap((test) => [
      bar(x, inRow(test, test.row), test.state, test.name),
      ...test.waits.map((wait) => bar(x, inRow(wait, test.row), 'wait', `${test.name} waits`)),
      words(x, inRow(test, test.row), 'in-bar', test.name),
    ]),
  )
  const waits = lane.files.flatMap((file) =>
    file.waits.map((wait) => bar(x, inRow(wait, 0), 'wait', `a hook of ${file.name} waits`)),
  )
  return [...files, ...waits, ...tests].join('')
}

interface Box {
  readonly span: Span
  readonly y: number
  readonly height: number
}

function bar(x: X, box: Box, kind: string, title: string, text?: string): string {
  const { from, to } = box.span
  const { y, height } = box
  const begin = x(from)
  const width = Math.max(0.6, tenth(x(to) - begin))
  const inside = words(x, box, kind === 'file' ? 'in-file' : 'in-bar', text)
  return `<rect class="${kind}" x="${begin}" y="${y}" width="${width}" height="${height}"><title>${escape(`${title}, ${duration(to - from)}`)}</title></rect>${inside}`
}

/** The text of a bar. An inner picture cuts off text that is too long. */
function words(x: X, { span, y, height }: Box, kind: string, text: string | undefined): string {
  const { from, to } = span
  const width = tenth(x(to) - x(from))
  if (text === undefined || width < LEGIBLE) return ''
  const box = `x="${x(from)}" y="${y}" width="${width}" height="${height}"`
  return `<svg ${box}><text class="${kind}" x="4" y="${height / 2 + 3.5}">${escape(text)}</text></svg>`
}

function critical({ critical: path }: Timeline, tracks: readonly Track[], x: X): string {
  if (!path) return ''
  const points = path.parts.flatMap(({ service: index, from, to }) => {
    const track = tracks.find((one) => one.kind === 'service' && one.of.includes(index))
    const y = AXIS + (track?.top ?? 0) + TRACK - 3
    return [`${x(from)},${y}`, `${x(to)},${y}`]
  })
  return `<polyline class="critical" points="${points.join(' ')}"/>`
}

function tenth(number: number): number {
  return Math.round(number * 10) / 10
}
