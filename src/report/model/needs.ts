import type { Draft } from './service-lanes.ts'
import type { PhaseSpan } from './timeline.ts'

/** Milliseconds between the moment when a dependency is ready and the start that has waited for it. */
const AT_ONCE = 200

/** Sorts lanes by their begin, but dependencies before their dependents. */
export function inOrder(drafts: readonly Draft[]): Draft[] {
  const byId = new Map(drafts.map((one) => [one.id, one]))
  const sorted = new Set<Draft>()
  const add = (one: Draft, above: ReadonlySet<Draft>): void => {
    if (above.has(one)) return
    for (const need of one.needs) {
      const other = byId.get(need)
      if (other) add(other, new Set([...above, one]))
    }
    sorted.add(one)
  }
  for (const one of drafts.toSorted((a, b) => beginOf(a) - beginOf(b))) add(one, new Set())
  return [...sorted]
}

function beginOf({ phases }: Draft): number {
  return phases[0]?.from ?? 0
}

/**
 * Vitest sets up the dependencies of a worker's own service before it calls us: the service waits from the begin
 * of the first of these that became ready at that moment.
 */
export function withWait(draft: Draft, lanes: ReadonlyMap<string, Draft>): Draft {
  const [first] = draft.phases
  if (!first || first.phase === 'waiting') return draft
  const begins = draft.needs.flatMap((id) => {
    const need = lanes.get(id)
    const readyAt = need?.start?.to
    const isAwaited = readyAt !== undefined && Math.abs(first.from - readyAt) < AT_ONCE
    return isAwaited ? (need?.phases[0]?.from ?? []) : []
  })
  const from = Math.min(...begins, first.from)
  if (from === first.from) return draft
  const waiting: PhaseSpan = { phase: 'waiting', from, to: first.from }
  return { ...draft, phases: [waiting, ...draft.phases] }
}

/** The indexes of the services with these ids, and of all that they depend on. */
export function closure(
  ids: readonly string[],
  indexes: ReadonlyMap<string, number>,
  drafts: readonly Draft[],
): number[] {
  const found = new Set<number>()
  const add = (id: string): void => {
    const index = indexes.get(id)
    if (index === undefined || found.has(index)) return
    found.add(index)
    for (const need of drafts[index]?.needs ?? []) add(need)
  }
  for (const id of ids) add(id)
  return [...found].sort((a, b) => a - b)
}
