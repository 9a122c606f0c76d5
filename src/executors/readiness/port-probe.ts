import { addressesOf, type Address } from '../runtime/address.ts'
import { codeOf } from '../runtime/caught-error.ts'
import { now, sleep } from '../runtime/clock.ts'
import { isHeld, type PortListener } from '../process/tree/listeners.ts'
import { sleepsFor } from '../process/tree/sleep.ts'
import type { ProbeContext, Verdict } from './readiness.ts'
import { canObserveListeners, onSocketChange, socketCounts } from './socket-changes.ts'
import { probeTcp } from './tcp-probe.ts'

/** Milliseconds for which a program has to listen: some do for a moment, to see whether a port is free. */
const MOMENT = 50
/** The same while it has not come to rest: it does not answer then, and may be about to close. */
const BUSY_MOMENT = 500
/** Milliseconds for which a connection has to stay open: a proxy may accept it before its server is there. */
const STAY = 20
/** Where sockets come and go, a pause this much longer than it takes to read of them. */
const READING = 4
/** Milliseconds until somebody is looked for whom the system does not tell of: a rule of the firewall. */
const UNTOLD = 1_000

export interface PortProbeOptions extends Address {
  /** Milliseconds for a connection. */
  readonly timeout: number | undefined
  /** Whether what it accepts is asked something at once, which tells more than that it stays open. */
  readonly isAsked?: boolean | undefined
}

/**
 * A port at which a service is waited for. Where the system tells that one of its own processes listens, no
 * connection is used up: it may be for one client alone.
 */
export class PortProbe {
  readonly #options: PortProbeOptions
  readonly #context: Pick<ProbeContext, 'run' | 'allowForeign'>
  #open: { readonly listener: PortListener; readonly verdict: Verdict } | undefined
  /** The number of sockets by which nobody listens. */
  #absentBy = ''
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

  // What it connects itself changes the sockets, too.
  watch(wake: () => void): (() => void) | undefined {
    return onSocketChange(this.#options.host, () => this.#isEventDriven && wake())
  }

  async present(): Promise<boolean> {
    return (await probeTcp(this.#options)).ready
  }

  /** What the system tells; nothing where it does not. */
  async #look(): Promise<Verdict | undefined> {
    const { host, port } = this.#options
    const run = this.#context.run()
    if (!run?.listenersOn || !canObserveListeners(host)) return undefined
    if (this.#open && isHeld(this.#open.listener)) return this.#open.verdict
    const counts = socketCounts()
    if (counts !== this.#absentBy) {
      if (now() < this.#readAgainAt) await sleep(this.#readAgainAt - now())
      const begun = now()
      const use = await run.listenersOn(port)
      this.#readAgainAt = now() + READING * (now() - begun)
      if (!use || (use.isTaken && use.own.length === 0)) return undefined
      const listener = use.own.find((one) => addressOf(one, host) !== undefined)
      if (listener) return this.#settle(listener)
      this.#absentBy = counts
    }
    const isUntold = now() - this.#connectedAt >= UNTOLD
    return this.#context.allowForeign || isUntold ? undefined : absent()
  }

  /** Answers when it is known that it goes on listening. */
  async #settle(listener: PortListener): Promise<Verdict> {
    const begun = now()
    for (;;) {
      const listened = now() - begun
      const sleeping = sleepsFor(listener.pid)
      const isSure = sleeping !== undefined && sleeping > MOMENT - listened
      if (isSure || listened >= (sleeping === 0 ? BUSY_MOMENT : MOMENT)) break
      await sleep(Math.min(MOMENT, Math.max(1, sleeping ?? MOMENT - listened)))
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

/** As a connection would be answered. */
const absent = (): Verdict => ({ ready: false, result: 'ECONNREFUSED', isEventDriven: true })

/** The address at which a host is reached by a listener. */
function addressOf(listener: PortListener, host: string): string | undefined {
  return addressesOf(host).find(
    (address) =>
      address === listener.host ||
      listener.host === '::' ||
      (listener.host === '0.0.0.0' && !address.includes(':')),
  )
}

/** Whether who listens on `::` takes connections of IPv4, too: nobody else can then. */
async function isForBoth(port: number): Promise<boolean> {
  // Not all who declare a service connect to it.
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(codeOf(error) === 'EADDRINUSE'))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(false))
    })
  })
}
