import type { User } from '../../../src/fixtures/outages/user.ts'
import type { Unit } from './rules.ts'
import type { StandInService } from './stand-in-service.ts'
import { clock } from './virtual-clock.ts'

/** A test, or the hooks of a file, that runs in a `ModelWorker`. */
export class Actor implements Unit {
  readonly worker: string
  readonly user: User
  /** With its own leases, and those of the file. */
  readonly uses: Map<StandInService, string>
  readonly until: number
  waits = 0
  outages = 0
  /** Begins of what may start and stop services. */
  begins = 0
  isOver = false

  constructor(
    worker: string,
    user: User,
    uses: ReadonlyMap<StandInService, string>,
    timeout = Infinity,
  ) {
    this.worker = worker
    this.user = user
    this.uses = new Map(uses)
    this.until = clock.now() + timeout
  }

  /** Returns whether nothing of the kind goes on. */
  beginOwn(): boolean {
    this.begins++
    return ++this.outages === 1
  }

  /** Milliseconds that a request may wait, a little less than the test has. */
  get budget(): number | undefined {
    return this.until === Infinity ? undefined : Math.max(this.until - clock.now() - 3, 1)
  }
}
