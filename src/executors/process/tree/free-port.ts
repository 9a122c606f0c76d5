import { statSync } from 'node:fs'
import type { PortHolder } from '../../../errors.ts'
import { HOLDER_PATIENCE, PORT_FREE_PATIENCE } from '../../runtime/bounds.ts'
import { messageOf } from '../../runtime/caught-error.ts'
import { now, sleep } from '../../runtime/clock.ts'
import { ownPid, process } from '../../runtime/host.ts'
import { readEntry, readEnvironmentMarkers, readLimitMarker } from './linux.ts'
import { holderOf, isOccupied, listenerOn } from './listeners.ts'
import { isMarkedBy } from './marker.ts'

/** Milliseconds between two checks whether the port is free. */
const INTERVAL = 10

/**
 * Ends the process that listens on a port, unless it belongs to another user or to a test run.
 *
 * @param note logs the action, or the reason for none
 */
export async function freePort(port: number, note: (text: string) => void): Promise<void> {
  const holder = holderOf(port)
  if (!holder) {
    if (isOccupied(port)) note(`port ${port} is in use by an unknown process, which is left alone`)
    return
  }
  const held = `port ${port} is held by pid ${holder.pid} (${holder.command})`
  const reason = reasonToSpare(holder)
  if (reason) return note(`${held}, which is left alone: ${reason}`)
  note(`${held}, which is ended: \`usedPort\` is 'kill'`)
  const { default: fkill } = await import('fkill')
  await fkill(holder.pid, { forceAfterTimeout: HOLDER_PATIENCE }).catch((error: unknown) =>
    note(`pid ${holder.pid} could not be ended: ${messageOf(error)}`),
  )
  const end = now() + PORT_FREE_PATIENCE
  while (listenerOn(port, [holder]) === 'member' && now() < end) await sleep(INTERVAL)
}

function reasonToSpare({ pid }: PortHolder): string | undefined {
  const markers = [readLimitMarker(pid) ?? '', ...readEnvironmentMarkers(pid)]
  if (markers.some((marker) => isMarkedBy(marker, ''))) return 'it is a service of a test run'
  if (isSelfOrAncestor(pid)) return 'it runs the tests'
  if (userOf(pid) !== process.getuid?.()) return 'it belongs to another user'
  return undefined
}

function isSelfOrAncestor(pid: number): boolean {
  for (let one: number | undefined = ownPid; one; one = readEntry(one)?.parent) {
    if (one === pid) return true
  }
  return false
}

function userOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid
  } catch {
    return undefined
  }
}
