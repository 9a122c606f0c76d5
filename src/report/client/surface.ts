import type { Span } from '../model/timeline.ts'
import type { Scene } from './scene.ts'

export interface Surface {
  readonly pen: CanvasRenderingContext2D
  readonly palette: Palette
  /** Pixels of the style sheet. */
  readonly width: number
  readonly height: number
  /** Pixels by which the picture is scrolled. */
  readonly scrolled: number
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", sans-serif'

/** Whether a bar is to be seen, so that it is worth a stroke. */
export function isVisible({ view }: Scene, { from, to }: Span): boolean {
  return to >= view.from && from <= view.to
}

/** The colours of the page's style sheet, as a canvas needs them. */
export type Palette = (name: string) => string

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const known = new Map<string, string>()
  return (name) => {
    const color = known.get(name) ?? style.getPropertyValue(`--${name}`).trim()
    known.set(name, color)
    return color
  }
}
