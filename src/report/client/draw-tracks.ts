import type { Span, TestBar } from '../model/timeline.ts'
import { BAR_TEXTS, LEGIBLE } from '../page/bar-texts.ts'
import type { Track } from '../page/tracks.ts'
import { FONT, isVisible, type Surface } from './surface.ts'
import { BAR, ROWS, type Scene } from './scene.ts'

/** The opacity of bars that do not belong to the target. */
const FADED = 0.18

export function drawService(scene: Scene, surface: Surface, track: Track, index: number): void {
  const { pen, palette } = surface
  const lane = scene.timeline.services[index]
  if (!lane) return
  const { related, target } = scene
  pen.globalAlpha = related && !related.services.has(index) ? FADED : 1
  for (const span of lane.phases) {
    if (!isVisible(scene, span)) continue
    const isThin = span.phase === 'waiting'
    const box = boxOf(scene, span, track.top + BAR.top, BAR.service)
    pen.fillStyle = palette(span.phase)
    if (isThin) pen.fillRect(box.x, box.y + 5, box.width, box.height - 10)
    else pen.fillRect(box.x, box.y, box.width, box.height)
    if (span.phase === 'away') hatch(pen, palette('card'), box)
    const text = BAR_TEXTS[span.phase]
    if (text !== undefined) write(surface, text, box, 'ink')
    if (target?.span === span) outline(surface, box)
  }
  for (const at of lane.crashes)
    cross(surface, scene.view.x(at), track.top + BAR.top + BAR.service / 2)
  pen.globalAlpha = 1
}

export function drawWorker(scene: Scene, surface: Surface, track: Track): void {
  const { pen, palette } = surface
  const { related, target } = scene
  for (const file of scene.timeline.workers[track.of[0] ?? 0]?.files ?? []) {
    if (!isVisible(scene, file)) continue
    const isRelated = !related || file.tests.some(({ id }) => related.tests.has(id))
    pen.globalAlpha = isRelated ? 1 : FADED
    const box = boxOf(scene, file, track.top + BAR.top, BAR.file)
    pen.fillStyle = palette('file')
    pen.fillRect(box.x, box.y, box.width, box.height)
    write(surface, file.name, box, 'text')
    if (target?.span === file) outline(surface, box)
    for (const wait of file.waits) {
      const part = boxOf(scene, wait, track.top + ROWS.top, ROWS.bar)
      pen.fillStyle = palette('wait')
      if (isVisible(scene, wait)) pen.fillRect(part.x, part.y, part.width, part.height)
    }
    drawTests(scene, surface, track, file.tests)
  }
  pen.globalAlpha = 1
}

/** Tests that are thinner than a pixel are drawn once for each pixel. */
function drawTests(scene: Scene, surface: Surface, track: Track, tests: readonly TestBar[]): void {
  const { pen, palette } = surface
  const { related, target } = scene
  const drawn: number[] = []
  for (const test of tests) {
    if (!isVisible(scene, test)) continue
    const y = track.top + ROWS.top + test.row * ROWS.height
    const box = boxOf(scene, test, y, ROWS.bar)
    const isRelated = !related || related.tests.has(test.id)
    const isLost = box.x + box.width <= (drawn[test.row] ?? -1) && test.state !== 'failed'
    if (isLost && (!related || !isRelated)) continue
    drawn[test.row] = Math.max(drawn[test.row] ?? -1, Math.floor(box.x) + 1)
    pen.globalAlpha = isRelated ? 1 : FADED
    pen.fillStyle = palette(test.state)
    pen.fillRect(box.x, box.y, box.width, box.height)
    for (const wait of test.waits) {
      if (!isVisible(scene, wait)) continue
      const part = boxOf(scene, wait, y, ROWS.bar)
      pen.fillStyle = palette('wait')
      pen.fillRect(part.x, part.y, part.width, part.height)
      if (wait.kind === 'outage') hatch(pen, palette('away'), part)
    }
    if (target?.span === test) outline(surface, box)
    else if (box.width > LEGIBLE) write(surface, test.name, box, 'ink')
  }
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Cut off a little outside of the picture: strokes of a million pixels are slow. */
function boxOf({ view }: Scene, { from, to }: Span, y: number, height: number): Box {
  const x = Math.max(view.x(from), view.left - 4)
  const end = Math.min(view.x(to), view.left + view.width + 4)
  const width = end - x
  // A gap of half a pixel keeps neighbours apart.
  return { x, y, width: Math.max(width > 3 ? width - 0.5 : width, 0.8), height }
}

function write({ pen, palette }: Surface, text: string, box: Box, color: string): void {
  if (box.width < LEGIBLE) return
  pen.save()
  pen.beginPath()
  pen.rect(box.x, box.y, box.width - 4, box.height)
  pen.clip()
  pen.fillStyle = palette(color)
  pen.font = `${box.height > 13 ? 11 : 9.5}px ${FONT}`
  pen.textBaseline = 'middle'
  pen.fillText(text, box.x + 5, box.y + box.height / 2 + 0.5)
  pen.restore()
}

function outline({ pen, palette }: Surface, { x, y, width, height }: Box): void {
  pen.strokeStyle = palette('text')
  pen.lineWidth = 1.5
  pen.strokeRect(x - 1, y - 1, Math.max(width, 2) + 2, height + 2)
}

function hatch(pen: CanvasRenderingContext2D, color: string, box: Box): void {
  pen.save()
  pen.beginPath()
  pen.rect(box.x, box.y, box.width, box.height)
  pen.clip()
  pen.strokeStyle = color
  pen.lineWidth = 1.5
  pen.globalAlpha *= 0.55
  pen.beginPath()
  const first = box.x - box.height - ((box.x - box.height) % 6)
  for (let x = first; x < box.x + box.width; x += 6) {
    pen.moveTo(x, box.y + box.height)
    pen.lineTo(x + box.height, box.y)
  }
  pen.stroke()
  pen.restore()
}

function cross({ pen, palette }: Surface, x: number, y: number): void {
  pen.strokeStyle = palette('crashed')
  pen.lineWidth = 2.5
  pen.beginPath()
  pen.moveTo(x - 5, y - 5)
  pen.lineTo(x + 5, y + 5)
  pen.moveTo(x - 5, y + 5)
  pen.lineTo(x + 5, y - 5)
  pen.stroke()
}
