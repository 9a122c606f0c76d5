import { Buffer } from 'node:buffer'
import { platform } from '../runtime/host.ts'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { addressesOf } from '../runtime/address.ts'
import { setTimer, now } from '../runtime/clock.ts'
import { readProc } from '../process/tree/linux.ts'

/** The socket counts of each family, which change when a program starts to listen. */
const COUNTS = ['/proc/net/sockstat', '/proc/net/sockstat6']
const IN_USE = /^TCP6?: inuse (\d+)/m

/** Milliseconds between two reads. */
const PAUSE = 2
/** The pause during the first `FIRST` milliseconds, for programs that start quickly. */
const FIRST_PAUSE = 1
const FIRST = 100
/** Later the pause grows as a share of the time waited so far, and so does the delay. */
const SHARE = 0.01

const LOOPBACK = /^(?:127\.[\d.]+|::1)$/

let isEventDriven: boolean | undefined

/** Whether `onSocketChange` notices when a program starts to listen on this host. */
export function canObserveListeners(host: string): boolean {
  isEventDriven ??= platform === 'linux' && COUNTS.some((path) => IN_USE.test(readProc(path) ?? ''))
  return isEventDriven && addressesOf(host).every((address) => LOOPBACK.test(address))
}

/**
 * Calls back when the number of TCP sockets on this machine changes, as it does when a program starts to
 * listen. Reading the number costs a tenth of a connection attempt.
 *
 * @returns a function that unsubscribes, or undefined if the system does not report it
 */
export function onSocketChange(host: string, wake: () => void): (() => void) | undefined {
  if (!canObserveListeners(host)) return undefined
  watcher ??= new SocketCountWatcher()
  return watcher.add(wake)
}

/** The number of TCP sockets in use, by family. */
export function socketCounts(): string {
  return watcher?.counts ?? COUNTS.map((path) => IN_USE.exec(readProc(path) ?? '')?.[1]).join()
}

let watcher: SocketCountWatcher | undefined

/** One poller for all subscribers. It runs only while there are any. */
class SocketCountWatcher {
  readonly #wakes = new Set<() => void>()
  readonly #buffer = Buffer.alloc(128)
  /** Kept open, because opening a file takes longer than reading it. */
  #files: readonly number[] | undefined
  #seen = ''
  #since = 0
  #cancel = (): void => {}

  add(wake: () => void): () => void {
    this.#wakes.add(wake)
    this.#since = now()
    this.#files ??= COUNTS.flatMap((path) => (existsSync(path) ? openSync(path, 'r') : []))
    this.#cancel()
    this.#look()
    return () => {
      this.#wakes.delete(wake)
      if (this.#wakes.size > 0) return
      this.#cancel()
      for (const file of this.#files ?? []) closeSync(file)
      this.#files = undefined
    }
  }

  get counts(): string | undefined {
    return this.#files
      ?.map((file) => {
        const length = readSync(file, this.#buffer, 0, this.#buffer.length, 0)
        return IN_USE.exec(this.#buffer.toString('latin1', 0, length))?.[1]
      })
      .join()
  }

  #look(): void {
    const found = this.counts
    if (found === undefined) return
    if (found !== this.#seen) {
      this.#seen = found
      for (const wake of this.#wakes) wake()
    }
    const waited = now() - this.#since
    const gap = waited < FIRST ? FIRST_PAUSE : Math.max(PAUSE, waited * SHARE)
    this.#cancel = setTimer(gap, () => this.#look(), { ref: false })
  }
}
