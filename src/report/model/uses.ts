import type { RecordedEvent } from '../recorded.ts'
import type { OutageSpan, Wait } from './timeline.ts'

/** The services that the tests and hooks of a run used and waited for. */
export interface Uses {
  /** The ids of instances, by the ids of tests. */
  readonly used: ReadonlyMap<string, readonly string[]>
  /** By the ids of tests, and of files for their hooks. */
  readonly waits: ReadonlyMap<string, readonly Wait[]>
  /** The place of the worker of a file. */
  readonly pools: ReadonlyMap<string, number>
  readonly outages: readonly Readonly<Outage>[]
}

/** @param indexes of the services, by their ids */
export function usesOf(
  events: readonly RecordedEvent[],
  indexes: ReadonlyMap<string, number>,
  end: number,
): Uses {
  const used = new Map<string, readonly string[]>()
  const pools = new Map<string, number>()
  // A test may begin another outage with the same id. Only the latest one can still be open.
  const outages: Outage[] = []
  const latest = (id: string): Outage | undefined => outages.findLast((one) => one.id === id)
  const waits = new Map<string, Wait[]>()
  const wait = (who: string, one: Wait): void =>
    void waits.set(who, [...(waits.get(who) ?? []), one])
  for (const event of events) {
    const { at, recorder } = event
    if (event.type === 'used') used.set(event.test, event.instances)
    if (event.type === 'lent') {
      const { file, test, instance = '', since } = event
      if (file !== undefined && recorder.pool !== undefined) pools.set(file, recorder.pool)
      const who = test ?? file
      const of = indexes.get(instance)
      if (who !== undefined && of !== undefined)
        wait(who, { kind: 'service', of, from: since, to: at })
    }
    if (event.type === 'outage') {
      const services = event.instances.flatMap((id) => indexes.get(id) ?? [])
      const known = latest(event.outage)
      const { outage: id, by, test } = event
      if (known && !known.isOver) known.services = [...new Set([...known.services, ...services])]
      else outages.push({ id, by, test, services, from: at, to: end, held: [], isOver: false })
    }
    if (event.type === 'outage-over') {
      const known = latest(event.outage)
      // A second `start()` of a test ends no outage.
      if (known && !known.isOver) Object.assign(known, { to: at, isOver: true })
    }
  }
  for (const event of events) {
    if (event.type !== 'held') continue
    const of = outages.findLastIndex(
      ({ id, from }) => event.outages.includes(id) && from < event.at,
    )
    if (of === -1) continue
    outages[of]?.held.push(event.test)
    wait(event.test, { kind: 'outage', of, from: event.since, to: event.at })
  }
  return { used, waits, pools, outages }
}

interface Outage extends OutageSpan {
  readonly id: string
  to: number
  isOver: boolean
  services: readonly number[]
  readonly held: string[]
}
