import { round, timeText } from '../page/times.ts'
import { drawLabels } from './draw-labels.ts'
import { drawLinks } from './draw-links.ts'
import { drawService, drawWorker } from './draw-tracks.ts'
import { AXIS, type Scene } from './scene.ts'
import { FONT, type Surface } from './surface.ts'

/** Draws the visible part of the scene. */
export function draw(scene: Scene, surface: Surface): void {
  const { pen, palette, width, height, scrolled } = surface
  pen.globalAlpha = 1
  pen.fillStyle = palette('card')
  pen.fillRect(0, 0, width, height)
  const moments = round({ from: scene.view.from, to: scene.view.to }, Math.max(2, width / 110))
  drawGrid(scene, surface, moments)
  pen.save()
  pen.beginPath()
  pen.rect(scene.view.left, AXIS, scene.view.width, height)
  pen.clip()
  pen.translate(0, AXIS - scrolled)
  const visible = scene.tracks.filter(
    ({ top, height: tall }) => top + tall > scrolled && top < scrolled + height,
  )
  for (const track of visible) {
    if (track.kind === 'service')
      for (const index of track.of) drawService(scene, surface, track, index)
    else drawWorker(scene, surface, track)
  }
  drawLinks(scene, surface)
  pen.restore()
  drawLabels(visible, scene.view.left, surface)
  drawAxis(scene, surface, moments)
}

function drawGrid(
  scene: Scene,
  { pen, palette, height }: Surface,
  moments: readonly number[],
): void {
  pen.fillStyle = palette('line')
  for (const moment of moments) pen.fillRect(Math.round(scene.view.x(moment)), AXIS, 1, height)
}

function drawAxis(
  scene: Scene,
  { pen, palette, width }: Surface,
  moments: readonly number[],
): void {
  pen.fillStyle = palette('card')
  pen.fillRect(0, 0, width, AXIS)
  pen.fillStyle = palette('line')
  pen.fillRect(0, AXIS - 1, width, 1)
  pen.fillStyle = palette('soft')
  pen.font = `11px ${FONT}`
  pen.textBaseline = 'middle'
  for (const moment of moments) {
    const x = scene.view.x(moment)
    if (x >= scene.view.left && x < width - 30)
      pen.fillText(timeText(moment, moments), x + 4, AXIS / 2)
    pen.fillRect(Math.round(x), AXIS - 6, 1, 6)
  }
}
