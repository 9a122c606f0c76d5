import type { Span } from '../model/timeline.ts'

/** Round moments within a span: about as many as are wanted. */
export function round({ from, to }: Span, wanted: number): number[] {
  const raw = (to - from) / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? raw
  const first = Math.ceil(from / step)
  const last = Math.floor(to / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}
