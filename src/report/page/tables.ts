import { slowStarts, waitingTests, type WaitingTest } from '../model/advice.ts'
import { type Timeline, namesOfTests } from '../model/timeline.ts'
import { escape } from './escape.ts'
import { duration } from './times.ts'

/** The lists below the picture. */
export function tables(timeline: Timeline): string {
  return [startsTable(timeline), waitsTable(timeline), outagesTable(timeline)].join('')
}

function startsTable(timeline: Timeline): string {
  const rows = slowStarts(timeline).map((one) => {
    const steps = one.steps.map(
      ({ name, from, to }) => `${escape(name)} <span class="time">${duration(to - from)}</span>`,
    )
    const times = one.times === 1 ? '' : `${one.times} times, at most ${duration(one.took)}`
    return [
      `<b>${escape(one.name)}</b> <small>${escape(one.place)}</small>`,
      `${duration(one.total)}${times === '' ? '' : `<br><small>${times}</small>`}`,
      one.waited > 0 ? duration(one.waited) : '',
      steps.join('<br>'),
      list(one.advice.map((text) => code(text))),
    ]
  })
  const heads = ['Service', 'Starts', 'Waited before', 'Steps of the slowest', 'Advice']
  return table('Slowest starts', heads, rows)
}

function waitsTable(timeline: Timeline): string {
  const rows = waitingTests(timeline).map(({ test, ...waited }) => [
    `<b>${escape(test.name)}</b><br><small>${escape(waited.file)}, ${escape(waited.worker)}</small>`,
    forServices(waited),
    waited.forOutages > 0 ? duration(waited.forOutages) : '',
    list(waited.advice.map((text) => code(text))),
  ])
  const heads = ['Test', 'For services', 'For outages', 'Advice']
  return table('Tests that waited longest', heads, rows)
}

function forServices({ forServices: total, services }: Omit<WaitingTest, 'test'>): string {
  if (total === 0) return ''
  const parts = services.filter(([, waited]) => waited >= total / 100)
  const each = parts.map(([name, waited]) => `${escape(name)} ${duration(waited)}`)
  return each.length < 2
    ? `${duration(total)} <small>${escape(services[0]?.[0] ?? '')}</small>`
    : `${duration(total)}<br><small>${each.join(', ')}</small>`
}

function outagesTable({ outages, services, workers }: Timeline): string {
  const names = namesOfTests({ workers })
  const rows = outages.map(({ by, from, to, services: taken, held }) => [
    escape(by),
    taken.map((one) => escape(services[one]?.name ?? '')).join(', '),
    duration(from),
    duration(to - from),
    list([...new Set(held)].map((id) => escape(names.get(id) ?? id))),
  ])
  const heads = ['By', 'Services', 'At', 'Lasted', 'Waiting tests']
  return table('Outages', heads, rows)
}

function table(title: string, heads: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return ''
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
  return `<section><h2>${title}</h2><div class="wide"><table aria-label="${title}"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div></section>\n`
}

function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `<ul>${items.map((one) => `<li>${one}</li>`).join('')}</ul>`
}

/** Marks text between backticks as code. */
function code(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}
