import type { Track } from '../page/tracks.ts'
import { FONT, type Surface } from './surface.ts'
import { AXIS } from './scene.ts'

/** Pixels at the left for the names of the tracks. */
export const LABELS = 190

const GAP = 6

export function drawLabels(tracks: readonly Track[], surface: Surface): void {
  const { pen, palette, height, scrolled } = surface
  pen.fillStyle = palette('card')
  pen.fillRect(0, AXIS, LABELS, height)
  pen.textBaseline = 'middle'
  for (const track of tracks) {
    const y = AXIS + track.top - scrolled
    pen.font = `600 12px ${FONT}`
    pen.fillStyle = palette('text')
    const place = track.place === '' ? 0 : measure(pen, track.place, `11px ${FONT}`) + GAP
    const name = shortened(pen, track.label, LABELS - place - 14)
    pen.fillText(name, 0, y + 12)
    const end = pen.measureText(name).width
    pen.font = `11px ${FONT}`
    pen.fillStyle = palette('soft')
    pen.fillText(track.place, end + GAP, y + 12)
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

function shortened(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text
  let end = text.length
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--
  return `${text.slice(0, end)}…`
}
