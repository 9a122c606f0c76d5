import { statisticsOf } from './statistics.mjs'

/** With statistics instead of samples, the ratios to the floor, and whether the target is met. */
export function concluded({ title, unit, measurements, target }) {
  const subjects = measurements.map(({ subject, role, samples }) => ({
    subject,
    role,
    ...statisticsOf(samples),
    samples,
  }))
  const floor = subjects.find(({ role }) => role === 'floor')
  const median = (name) => subjects.find(({ subject }) => subject === name)?.median
  const isMet = subjects
    .filter(({ role }) => role === 'own')
    .every((own) => target.holds({ own, floor, median }))
  const ratio = (one) => (floor && floor.median > 0 ? one.median / floor.median : undefined)
  return {
    title,
    unit,
    target: target.text,
    isMet,
    subjects: subjects.map((one) => Object.assign(one, { ratio: ratio(one) })),
  }
}

export function table({ title, unit, target, isMet, subjects }) {
  const head = [title, `median ${unit}`, 'p90', 'max', 'of floor']
  const rows = subjects.map(({ subject, median, p90, max, ratio }) => [
    subject,
    ...[median, p90, max].map(figure),
    ratio === undefined ? '' : ratio.toFixed(2),
  ])
  const lines = aligned([head, ...rows]).map((line) => `  ${line}`)
  return [...lines, `  target: ${target}: ${isMet ? 'met' : 'MISSED'}`, ''].join('\n')
}

function figure(number) {
  return number === undefined ? '' : number.toFixed(Math.abs(number) < 100 ? 2 : 0)
}

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  )
}
