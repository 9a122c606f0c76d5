import { createServer } from 'node:net'
import { addressesOf, type Address } from '../runtime/address.ts'
import { codeOf } from '../runtime/caught-error.ts'
import { now, sleep } from '../runtime/clock.ts'
import { isHeld, type PortListener } from '../process/tree/listeners.ts'
import { sleepsFor } from '../process/tree/sleep.ts'
import { isOpenOnIPv6 } from '../process/tree/sockets.ts'
import type { ProbeContext, Verdict } from './readiness.ts'
import { canObserveListeners, onSocketChange, socketCounts } from './socket-changes.ts'
import { probeTcp } from './tcp-probe.ts'

/** Milliseconds to keep listening. Some programs listen for a moment to find out whether a port is free. */
const MOMENT = 50
/** The same for a busy program, which does not answer yet and may be about to close the port. */
const BUSY_MOMENT = 500
/** The same for a program whose main thread waits for another one. */
const PARKED_MOMENT = 20
/** Milliseconds between the moment when a program listens and the one when that is seen. */
const SEEN_AFTER = 10
/** Milliseconds for a connection to stay open. A proxy may accept it before its server is up. */
const STAY = 20
/** The pause between two reads of the tables, as a multiple of the time a read takes. */
const READ_PAUSE = 4
/** Milliseconds until a connection is tried anyway. A firewall rule can accept it without a visible listener. */
const CONNECT_AFTER = 1_000

export interface PortProbeOptions extends Address {
  /** Milliseconds for a connection. */
  readonly timeout: number | undefined
  /** Whether a request follows each connection, which proves more than a connection that stays open. */
  readonly isAsked?: boolean | undefined
}

/**
 * Probes the port of a service. If the system reports the listeners, the probe makes no connection, because
 * the program may accept only one client.
 */
export class PortProbe {
  readonly #options: PortProbeOptions
  readonly #context: Pick<ProbeContext, 'run' | 'allowForeign'>
  #open: { readonly listener: PortListener; readonly verdict: Verdict } | undefined
  /** The socket counts at the last look without a listener. */
  #countsWithoutListener = ''
  #connectedAt = now()
  #readAgainAt = 0
  #isEventDriven = false

  constructor(options: PortProbeOptions, context: Pick<ProbeContext, 'run' | 'allowForeign'>) {
    this.#options = options
    this.#context = context
  }

  async check(signal: AbortSignal): Promise<Verdict> {
    const verdict = (await this.#look()) ?? (await this.#connect(signal))
    this.#isEventDriven = !verdict.ready && verdict.isEventDriven === true
    return verdict
  }

  // The probe's own connections change the socket counts, too.
  watch(wake: () => void): (() => void) | undefined {
    return onSocketChange(this.#options.host, () => this.#isEventDriven && wake())
  }

  /** Connects to ::1 only if a process listens there: Node takes ten milliseconds for its first IPv6 address. */
  async isPresent(): Promise<boolean> {
    const { host, port } = this.#options
    const [first = host] = addressesOf(host)
    const isFirstOnly = canObserveListeners(host) && !isOpenOnIPv6(port)
    return (await probeTcp({ ...this.#options, host: isFirstOnly ? first : host })).ready
  }

  /** Looks for a listener in the system's tables. Undefined if these are not conclusive. */
  async #look(): Promise<Verdict | undefined> {
    const { host, port } = this.#options
    const run = this.#context.run()
    if (!run?.process || !canObserveListeners(host)) return undefined
    if (this.#open && isHeld(this.#open.listener)) return this.#open.verdict
    const counts = socketCounts()
    if (counts !== this.#countsWithoutListener) {
      if (now() < this.#readAgainAt) await sleep(this.#readAgainAt - now())
      const startedAt = now()
      const use = await run.process.listenersOn(port)
      this.#readAgainAt = now() + READ_PAUSE * (now() - startedAt)
      if (!use || (use.isTaken && use.own.length === 0)) return undefined
      const listener = use.own.find((one) => addressOf(one, host) !== undefined)
      if (listener) return this.#settle(listener)
      this.#countsWithoutListener = counts
    }
    const isDue = now() - this.#connectedAt >= CONNECT_AFTER
    return this.#context.allowForeign || isDue ? undefined : absent()
  }

  /** Waits until the listener has proved to be permanent. */
  async #settle(listener: PortListener): Promise<Verdict> {
    const startedAt = now()
    for (;;) {
      const listened = now() - startedAt
      const sleeping = sleepsFor(listener.pid)
      // It has begun to sleep after it listened, so it will still sleep at the end of the moment.
      if (typeof sleeping === 'number' && sleeping > MOMENT + SEEN_AFTER) break
      const left = momentOf(sleeping) - listened
      if (left <= 0) break
      await sleep(typeof sleeping === 'number' ? Math.min(left, Math.max(1, sleeping)) : left)
    }
    if (!isHeld(listener)) return absent()
    const verdict: Verdict = { ready: true, host: await this.#hostOf(listener), isOwn: true }
    this.#open = { listener, verdict }
    return verdict
  }

  async #hostOf(found: PortListener): Promise<string> {
    const { host, port } = this.#options
    const address = addressOf(found, host) ?? host
    const isEither = found.host === '::' && address !== '::1' && addressesOf(host).includes('::1')
    return isEither && !(await isForBoth(port)) ? '::1' : address
  }

  async #connect(signal: AbortSignal): Promise<Verdict> {
    this.#connectedAt = now()
    const stay = this.#options.isAsked ? 0 : STAY
    return probeTcp({ ...this.#options, signal, stay })
  }
}

function momentOf(sleeping: ReturnType<typeof sleepsFor>): number {
  if (sleeping === 0) return BUSY_MOMENT
  return sleeping === 'parked' ? PARKED_MOMENT : MOMENT
}

/** The result that a connection attempt would have. */
const absent = (): Verdict => ({ ready: false, result: 'ECONNREFUSED', isEventDriven: true })

/** The address of `host` through which the listener is reachable. */
function addressOf(listener: PortListener, host: string): string | undefined {
  return addressesOf(host).find(
    (address) =>
      address === listener.host ||
      listener.host === '::' ||
      (listener.host === '0.0.0.0' && !address.includes(':')),
  )
}

/** Whether a listener on `::` also accepts IPv4 connections, so that no other process can bind the port there. */
function isForBoth(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(codeOf(error) === 'EADDRINUSE'))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(false))
    })
  })
}
