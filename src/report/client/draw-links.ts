import type { Surface } from './surface.ts'
import { BAR, ROWS, type Scene } from './scene.ts'
import type { Target } from './targets.ts'

/** The critical path, and lines from a test to the services that it uses. */
export function drawLinks(scene: Scene, surface: Surface): void {
  drawCriticalPath(scene, surface)
  if (scene.target?.kind === 'test') drawUses(scene, surface, scene.target)
}

function drawCriticalPath(scene: Scene, { pen, palette }: Surface): void {
  const parts = scene.timeline.critical?.parts ?? []
  pen.globalAlpha = scene.target ? 0.25 : 1
  pen.strokeStyle = palette('critical')
  pen.lineWidth = 2
  pen.lineJoin = 'round'
  pen.beginPath()
  let isFirst = true
  for (const { service, from, to } of parts) {
    const middle = middleOf(scene, service)
    if (middle === undefined) continue
    // Below the bars, which have texts.
    const y = middle + BAR.service / 2 + 1
    if (isFirst) pen.moveTo(scene.view.x(from), y)
    else pen.lineTo(scene.view.x(from), y)
    pen.lineTo(scene.view.x(to), y)
    isFirst = false
  }
  pen.stroke()
  pen.globalAlpha = 1
}

function drawUses(
  scene: Scene,
  { pen, palette }: Surface,
  { worker, span }: Extract<Target, { kind: 'test' }>,
): void {
  const track = scene.tracks.find((one) => one.kind === 'worker' && one.of[0] === worker)
  if (!track) return
  const bottom = track.top + ROWS.top + span.row * ROWS.height
  const x = scene.view.x((span.from + span.to) / 2)
  pen.strokeStyle = palette('used')
  pen.fillStyle = palette('used')
  pen.lineWidth = 1.5
  for (const service of span.uses) {
    const y = middleOf(scene, service)
    if (y === undefined) continue
    pen.beginPath()
    pen.moveTo(x, bottom)
    pen.lineTo(x, y)
    pen.stroke()
    pen.beginPath()
    pen.arc(x, y, 4, 0, 7)
    pen.fill()
  }
}

function middleOf({ tracks }: Scene, service: number): number | undefined {
  const track = tracks.find((one) => one.kind === 'service' && one.of.includes(service))
  return track && track.top + BAR.top + BAR.service / 2
}
