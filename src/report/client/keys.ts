import { targetsOf } from './find-target.ts'
import type { Picture } from './picture.ts'
import { AXIS } from './scene.ts'
import type { Target } from './targets.ts'

/** Arrow keys move from bar to bar, plus and minus zoom, 0 shows all, Enter zooms to the bar, Escape releases it. */
export function listenToKeys(picture: Picture): void {
  const { canvas, viewport } = picture.elements
  const { scene } = picture
  let track = 0

  const go = (target: Target | undefined): void => {
    if (!target) return
    const { from, to } = target.span
    const { view } = scene
    if (to < view.from || from > view.to) {
      const half = (view.to - view.from) / 2
      picture.show(view.moved(((from - view.from - half) / (view.to - view.from)) * view.width))
    }
    const { top = 0, height = 0 } = scene.tracks[track] ?? {}
    const [above, below] = [viewport.scrollTop, viewport.scrollTop + viewport.clientHeight - AXIS]
    if (top < above) viewport.scrollTop = top
    else if (top + height > below) viewport.scrollTop = top + height + AXIS - viewport.clientHeight
    picture.point(target)
  }
  const beside = (step: number): void => {
    const targets = targetsOf(scene, scene.tracks[track] ?? scene.tracks[0] ?? NO_TRACK)
    const at = targets.findIndex(({ span }) => span === scene.pointed?.span)
    go(targets[at === -1 ? 0 : Math.min(Math.max(at + step, 0), targets.length - 1)])
  }
  const above = (step: number): void => {
    track = Math.min(Math.max(track + step, 0), scene.tracks.length - 1)
    const from = scene.pointed?.span.from ?? scene.view.from
    const targets = targetsOf(scene, scene.tracks[track] ?? NO_TRACK)
    const [nearest] = targets.toSorted(
      (a, b) => Math.abs(a.span.from - from) - Math.abs(b.span.from - from),
    )
    go(nearest)
  }
  const actions: Readonly<Record<string, () => void>> = {
    ArrowRight: () => beside(1),
    ArrowLeft: () => beside(-1),
    ArrowDown: () => above(1),
    ArrowUp: () => above(-1),
    '+': () => picture.closer(),
    '=': () => picture.closer(),
    '-': () => picture.closer(2),
    0: () => picture.glide(scene.view.all),
    Enter: () => {
      if (scene.pointed) picture.glide(scene.view.around(scene.pointed.span))
    },
    Escape: () => {
      scene.pinned = undefined
      picture.point(undefined)
      picture.redraw()
    },
  }
  canvas.addEventListener('keydown', (event) => {
    const action = actions[event.key]
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    action()
  })
  canvas.addEventListener('blur', () => picture.point(undefined))
}

const NO_TRACK = { kind: 'service', label: '', place: '', of: [], top: 0, height: 0 } as const
