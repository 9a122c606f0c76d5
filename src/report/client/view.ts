import type { Span } from '../model/timeline.ts'

/** The smallest number of milliseconds that the width shows. */
const CLOSEST = 0.5

/** The part of the time that is shown, and where it is on the screen. */
export class View {
  from: number
  to: number
  /** Pixels. */
  left = 0
  width = 1
  readonly #whole: number

  /** @param whole milliseconds of all */
  constructor(whole: number) {
    this.#whole = whole
    this.from = 0
    this.to = whole
  }

  x(time: number): number {
    return this.left + ((time - this.from) / (this.to - this.from)) * this.width
  }

  time(x: number): number {
    return this.from + ((x - this.left) / this.width) * (this.to - this.from)
  }

  /** The span that would be shown. @param factor below one comes closer */
  zoomed(factor: number, around: number = (this.from + this.to) / 2): Span {
    const from = around - (around - this.from) * factor
    const to = around + (this.to - around) * factor
    return to - from < CLOSEST ? this : this.#within({ from, to })
  }

  /** @param pixels to move the shown span to the right */
  moved(pixels: number): Span {
    const time = (pixels / this.width) * (this.to - this.from)
    return this.#within({ from: this.from + time, to: this.to + time })
  }

  /** With some room on both sides. */
  around({ from, to }: Span): Span {
    const room = Math.max((to - from) * 0.08, CLOSEST)
    return this.#within({ from: from - room, to: to + room })
  }

  get all(): Span {
    return { from: 0, to: this.#whole }
  }

  #within({ from, to }: Span): Span {
    const length = Math.min(to - from, this.#whole)
    const begin = Math.min(Math.max(from, 0), this.#whole - length)
    return { from: begin, to: begin + length }
  }
}
