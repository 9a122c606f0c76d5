import type { Span } from '../model/timeline.ts'

/** `0.61 s`, `12 s`, `7 ms` */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${Number(milliseconds.toFixed(1))} ms`
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`
}

/** Round moments within a span: about as many as are wanted. */
export function round({ from, to }: Span, wanted: number): number[] {
  const raw = (to - from) / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? raw
  const first = Math.ceil(from / step)
  const last = Math.floor(to / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** Returns a moment with as many digits as the distance between the round moments needs. */
export function timeText(moment: number, moments: readonly number[]): string {
  const step = (moments[1] ?? 1) - (moments[0] ?? 0)
  if (step >= 100) return `${Number((moment / 1_000).toFixed(1))} s`
  if (moment < 1_000 || step < 1) return duration(moment)
  return step >= 10 ? `${(moment / 1_000).toFixed(2)} s` : `${(moment / 1_000).toFixed(3)} s`
}
