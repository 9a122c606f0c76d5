import type { Span } from '../model/timeline.ts'
import type { PageData } from '../page/page-data.ts'
import { describe } from './describe.ts'
import { draw } from './draw.ts'
import { LABELS } from './draw-labels.ts'
import { Scene } from './scene.ts'
import type { Target } from './targets.ts'
import { showTip } from './tip.ts'
import { readPalette, type Palette } from './surface.ts'

export interface Elements {
  readonly canvas: HTMLCanvasElement
  /** The scrolling element. */
  readonly viewport: HTMLElement
  readonly tip: HTMLElement
  /** The text for screen readers. */
  readonly spoken: HTMLElement
  readonly filter: HTMLInputElement
  readonly found: HTMLElement
  readonly buttons: HTMLElement
}

/** Milliseconds of a zoom by key or button. */
const GLIDE = 160
/** The zoom factor of a key or button. */
const CLOSER = 0.5

/** The picture that answers to cursor and keyboard. */
export class Picture {
  readonly scene: Scene
  readonly elements: Elements
  readonly #pen: CanvasRenderingContext2D
  #palette: Palette = readPalette()
  #width = 0
  #height = 0
  #isDue = false

  constructor(data: PageData, elements: Elements) {
    this.scene = new Scene(data)
    this.elements = elements
    this.#pen = elements.canvas.getContext('2d') as CanvasRenderingContext2D
  }

  begin(): void {
    const { elements } = this
    this.#listenToTools()
    new ResizeObserver(() => this.#resize()).observe(elements.viewport)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', () => {
      this.#palette = readPalette()
      this.redraw()
    })
    this.#resize()
  }

  /** Draws before the next frame, however often it is called. */
  redraw(): void {
    if (this.#isDue) return
    this.#isDue = true
    requestAnimationFrame(() => {
      this.#isDue = false
      this.#draw()
    })
  }

  show({ from, to }: Span): void {
    Object.assign(this.scene.view, { from, to })
    this.redraw()
  }

  /** Shows a span after a short glide, for the eye to follow. */
  glide(to: Span): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.show(to)
    const { from: begin, to: end } = this.scene.view
    const begun = performance.now()
    const step = (): void => {
      const share = Math.min((performance.now() - begun) / GLIDE, 1)
      const eased = 1 - (1 - share) ** 3
      this.show({ from: begin + (to.from - begin) * eased, to: end + (to.to - end) * eased })
      if (share < 1) requestAnimationFrame(step)
    }
    step()
  }

  /** @param at where the cursor is, in the page. Without it, the target is read out. */
  point(target: Target | undefined, at?: { readonly x: number; readonly y: number }): void {
    const { scene, elements } = this
    const isNew = scene.pointed?.span !== target?.span
    if (isNew) scene.pointed = target
    const description = target && describe(target, scene.timeline)
    showTip(elements.tip, description, at)
    if (!isNew) return
    if (!at && description)
      elements.spoken.textContent = [description.title, ...description.lines].join('. ')
    this.redraw()
  }

  pin(target: Target | undefined): void {
    const { scene } = this
    scene.pinned = scene.pinned?.span === target?.span ? undefined : target
    this.redraw()
  }

  find(text: string): void {
    const { scene, elements } = this
    const found = scene.find(text)
    elements.found.textContent = found === -1 ? '' : `${found} found`
    this.#resize()
  }

  closer(factor: number = CLOSER): void {
    this.glide(this.scene.view.zoomed(factor))
  }

  #listenToTools(): void {
    const { filter, buttons, viewport } = this.elements
    const { view, timeline } = this.scene
    filter.addEventListener('input', () => this.find(filter.value))
    viewport.addEventListener('scroll', () => this.redraw(), { passive: true })
    const actions: Readonly<Record<string, () => void>> = {
      closer: () => this.closer(),
      farther: () => this.closer(1 / CLOSER),
      all: () => this.glide(view.all),
      first: () => {
        const { critical } = timeline
        const from = critical?.parts[0]?.from
        if (critical && from !== undefined) this.glide(view.around({ from, to: critical.to }))
      },
    }
    buttons.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button')
      actions[button?.value ?? '']?.()
    })
  }

  #resize(): void {
    const { viewport, canvas } = this.elements
    const { scene } = this
    const spacer = canvas.parentElement as HTMLElement
    spacer.style.height = `${scene.height}px`
    this.#width = viewport.clientWidth
    this.#height = Math.min(viewport.clientHeight, scene.height)
    const ratio = devicePixelRatio
    canvas.width = Math.round(this.#width * ratio)
    canvas.height = Math.round(this.#height * ratio)
    canvas.style.width = `${this.#width}px`
    canvas.style.height = `${this.#height}px`
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    const left = Math.min(LABELS, this.#width / 3)
    Object.assign(scene.view, { left, width: Math.max(this.#width - left - 8, 1) })
    this.#draw()
  }

  #draw(): void {
    draw(this.scene, {
      pen: this.#pen,
      palette: this.#palette,
      width: this.#width,
      height: this.#height,
      scrolled: this.elements.viewport.scrollTop,
    })
  }
}
