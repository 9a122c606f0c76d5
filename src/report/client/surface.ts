import type { Span } from '../model/timeline.ts'
import type { Palette } from './palette.ts'
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
