import type { User } from '../../../src/fixtures/outages/user.ts'
import type { StandInService } from './stand-in-service.ts'
import { clock } from './virtual-clock.ts'

/** A test or hook that runs. */
export interface Unit {
  /** Its name. */
  readonly worker: string
  readonly user: User
  /** The services that it uses. */
  readonly uses: ReadonlyMap<StandInService, unknown>
  /** Calls that the barrier counts as waiting. */
  waits: number
  /** Outages of its own, from the request until all is over. */
  outages: number
  isOver: boolean
}

interface Ask {
  readonly order: number
  readonly user: string
  readonly service: StandInService
  /** Lasts until the test starts the service. */
  readonly isManual: boolean
  /** Its test has ended. Main may still be finding out whom it has waited for, to refuse it. */
  isOver: boolean
}

/** The rules of the lock, checked by what happens in main and in workers. */
export class Rules {
  readonly broken: string[] = []
  readonly #services: readonly StandInService[]
  readonly #pending = new Set<Ask>()
  /** Outages that tests have, by their ids. */
  readonly #holds = new Map<string, Ask>()
  /** Users whose outages main is ending. */
  readonly #ending = new Set<(user: string) => boolean>()
  readonly #ended = new Set<(user: string) => boolean>()
  /** By users: the order of what each began when it had nothing. */
  readonly #orders = new Map<string, number>()
  /** Blocks of workers that have not ended, with the id of the user, if it is of the same worker. */
  readonly #blocks = new Map<string, string | undefined>()
  #count = 0

  constructor(services: readonly StandInService[]) {
    this.#services = services
  }

  break(rule: string): void {
    this.broken.push(`at ${clock.now()}: ${rule}`)
  }

  /** Main has a request for an outage. */
  async ask(made: Omit<Ask, 'order' | 'isOver'>, work: Promise<string | void>): Promise<void> {
    const { user } = made
    const ask = { order: ++this.#count, isOver: false, ...made }
    if (!this.#has(user)) this.#orders.set(user, ask.order)
    this.#pending.add(ask)
    try {
      const id = await work
      this.#granted(ask, id)
    } catch {
      this.#pending.delete(ask)
      this.#leftNothing(user)
    }
  }

  /** Main is asked to end outages. */
  async end<T>(
    matches: (hold: Ask & { readonly id: string }) => boolean,
    users: (user: string) => boolean,
    work: Promise<T>,
  ): Promise<T> {
    for (const [id, hold] of this.#holds) if (matches({ id, ...hold })) this.#holds.delete(id)
    this.#ending.add(users)
    try {
      return await work
    } finally {
      this.#ending.delete(users)
    }
  }

  /** A test or a worker has ended. */
  async endAll(users: (user: string) => boolean, work: Promise<void>): Promise<void> {
    this.#ended.add(users)
    for (const ask of this.#pending) ask.isOver ||= users(ask.user)
    await this.end(({ user }) => users(user), users, work)
    this.#ended.delete(users)
  }

  userOf(id: string): string | undefined {
    return this.#holds.get(id)?.user
  }

  block(worker: string, section: string, user: string | undefined): void {
    this.#blocks.set(`${worker} ${section}`, user)
  }

  /** A worker cannot be told any more. */
  left(worker: string): void {
    for (const key of this.#blocks.keys()) {
      if (key.startsWith(`${worker} `)) this.#blocks.delete(key)
    }
  }

  /** An outage is over. */
  unblock(worker: string, section: string): void {
    this.#blocks.delete(`${worker} ${section}`)
    for (const service of this.#services) {
      if (service.down !== 'outage') continue
      // Who uses it is told.
      if (service.hasCrashed) service.down = 'crash'
      else this.break(`${service.name} does not run again after an outage`)
    }
  }

  /** No test or hook goes on while a service that it uses is away, but for its own outage. */
  check(units: Iterable<Unit>): void {
    for (const { worker, user, uses, waits, outages, isOver } of units) {
      if (isOver || waits > 0 || outages > 0) continue
      for (const service of uses.keys()) {
        const away = this.#services.find((one) => one.down === 'outage' && service.dependsOn(one))
        if (away) this.break(`${user.name} goes on while ${away.name} is away`)
        // Main tells of a crash in an outage when the outage is over.
        if (!service.down || this.#blocks.size > 0 || service.told.has(worker)) continue
        this.break(`${worker} is not told that ${service.name} has crashed`)
      }
    }
  }

  /** When all users have ended. */
  checkEnd(): void {
    if (this.#pending.size > 0) this.break('a request was neither granted nor refused')
    if (this.#blocks.size > 0) this.break('a worker is still blocked')
  }

  #granted(ask: Ask, id: string | void): void {
    this.#pending.delete(ask)
    const order = this.#orders.get(ask.user) ?? 0
    for (const other of this.#pending) {
      if (other.user !== ask.user && other.order < order && !other.isOver) {
        this.break(`${ask.user} was let in before ${other.user}`)
      }
    }
    for (const other of this.#holds.values()) {
      if (other.user !== ask.user) this.break(`${ask.user} and ${other.user} have outages`)
    }
    // What begins after its test has ended is over at once.
    const isEnding = [...this.#ended].some((isOf) => isOf(ask.user))
    if (typeof id === 'string' && !isEnding) this.#holds.set(id, ask)
  }

  #leftNothing(user: string): void {
    if (!this.#has(user) && [...this.#blocks.values()].includes(user)) {
      this.break(`${user} still blocks its worker`)
    }
  }

  #has(user: string): boolean {
    return (
      [...this.#pending, ...this.#holds.values()].some((one) => one.user === user) ||
      [...this.#ending].some((isOf) => isOf(user))
    )
  }
}
