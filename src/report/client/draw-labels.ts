import type { Track } from '../page/tracks.ts'
import { FONT, type Surface } from './surface.ts'
import { AXIS } from './scene.ts'

/** Pixels at the left for the names of the tracks. */
export const LABELS = 190

const GAP = 6
/** The smallest part of the width for a name. */
const NAME = 0.6
/** Pixels from which a text is worth showing. */
const LEAST = 16

/** @param left the width for them, in pixels */
export function drawLabels(tracks: readonly Track[], left: number, surface: Surface): void {
  const { pen, palette, height, scrolled } = surface
  pen.fillStyle = palette('card')
  pen.fillRect(0, AXIS, left, height)
  pen.textBaseline = 'middle'
  for (const track of tracks) {
    const y = AXIS + track.top - scrolled
    pen.font = `600 12px ${FONT}`
    pen.fillStyle = palette('text')
    const place = track.place === '' ? 0 : measure(pen, track.place, `11px ${FONT}`) + GAP
    const room = left - GAP
    const name = shortened(pen, track.label, Math.max(room - place, room * NAME))
    pen.fillText(name, 0, y + 12)
    const end = pen.measureText(name).width + GAP
    pen.font = `11px ${FONT}`
    pen.fillStyle = palette('soft')
    if (room - end > LEAST) pen.fillText(shortened(pen, track.place, room - end), end, y + 12)
  }
  separator(tracks, surface)
}

/** Between services and workers. */
function separator(tracks: readonly Track[], { pen, palette, width, scrolled }: Surface): void {
  const worker = tracks.find(({ kind }) => kind === 'worker')
  if (!worker) return
  pen.fillStyle = palette('line')
  pen.fillRect(0, AXIS + worker.top - scrolled - 1, width, 1)
}

function measure(pen: CanvasRenderingContext2D, text: string, font: string): number {
  const before = pen.font
  pen.font = font
  const { width } = pen.measureText(text)
  pen.font = before
  return width
}

const known = new Map<string, string>()

/** Remembers its results: measuring texts takes too long for each frame. */
function shortened(pen: CanvasRenderingContext2D, text: string, width: number): string {
  const key = `${pen.font} ${Math.round(width)} ${text}`
  const short = known.get(key) ?? shorten(pen, text, width)
  known.set(key, short)
  return short
}

function shorten(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text
  const characters = Array.from(text)
  const cut = (length: number): string => `${characters.slice(0, length).join('')}…`
  let length = characters.length - 1
  while (length > 1 && pen.measureText(cut(length)).width > width) length--
  return cut(length)
}
