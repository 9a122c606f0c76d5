import { targetAt } from './find-target.ts'
import type { Picture } from './picture.ts'
import type { Target } from './targets.ts'

/** The zoom of one notch of a wheel. */
const NOTCH = 0.002
/** Pixels from which a press is a drag. */
const DRAG = 4

/** The cursor points, clicks and drags; the wheel zooms with Ctrl, and moves sideways with Shift. */
export function listenToPointer(picture: Picture): void {
  const { canvas, viewport } = picture.elements
  const { view } = picture.scene
  let pressedAt: number | undefined
  let hasMoved = false

  const target = (event: MouseEvent): Target | undefined => {
    const box = canvas.getBoundingClientRect()
    return targetAt(
      picture.scene,
      event.clientX - box.left,
      event.clientY - box.top + viewport.scrollTop,
    )
  }
  const time = (event: MouseEvent): number =>
    view.time(event.clientX - canvas.getBoundingClientRect().left)

  canvas.addEventListener('pointermove', (event) => {
    if (pressedAt === undefined) {
      const found = target(event)
      canvas.style.cursor = found ? 'pointer' : 'grab'
      return picture.point(found, { x: event.clientX, y: event.clientY })
    }
    const moved = pressedAt - event.clientX
    if (!hasMoved && Math.abs(moved) < DRAG) return
    hasMoved = true
    pressedAt = event.clientX
    canvas.style.cursor = 'grabbing'
    picture.show(view.moved(moved))
  })
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    pressedAt = event.clientX
    hasMoved = false
    canvas.setPointerCapture(event.pointerId)
    picture.point(undefined)
  })
  canvas.addEventListener('pointerup', (event) => {
    if (pressedAt !== undefined && !hasMoved) picture.pin(target(event))
    pressedAt = undefined
  })
  canvas.addEventListener('pointercancel', () => (pressedAt = undefined))
  canvas.addEventListener('pointerleave', () => picture.point(undefined))
  canvas.addEventListener('dblclick', (event) => {
    picture.glide(view.zoomed(event.shiftKey ? 2 : 0.5, time(event)))
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        picture.show(view.zoomed(Math.exp(event.deltaY * NOTCH * 2), time(event)))
      } else if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        event.preventDefault()
        picture.show(view.moved(sideways))
      }
    },
    { passive: false },
  )
}
