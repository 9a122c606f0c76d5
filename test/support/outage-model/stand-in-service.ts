import { Lifecycle } from '../../../src/executors/lifecycle/lifecycle.ts'
import type { SharedServiceInstance } from '../../../src/fixtures/sharing/main/shared-service.ts'
import { clock } from './virtual-clock.ts'

interface StandInRun {
  isAlive: boolean
  isPaused: boolean
  readonly process: undefined
}

export interface StandInOptions {
  /** Milliseconds of a start. */
  readonly boot: number
  /** Exits when it loses a dependency. */
  readonly isFragile: boolean
  readonly onCrash: (service: StandInService) => void
}

/** A shared service without a process: what `OutageQueue`, `OutageLock` and `Broker` call, on virtual time. */
export class StandInService {
  readonly id: string
  readonly node: { readonly declaration: { readonly name: string } }
  readonly dependencies: readonly StandInService[]
  readonly dependents: StandInService[] = []
  /** Why it does not run, although it has run before. */
  down: 'outage' | 'crash' | 'lost' | undefined
  /** It has exited by itself since its last start. */
  hasCrashed = false
  /** Makes the next start fail, once it has run. */
  isSulky = false
  service: object | undefined
  /** Workers that were told that it has crashed. */
  readonly told = new Set<string>()
  readonly #options: StandInOptions
  readonly #lifecycle = new Lifecycle<StandInRun>()
  #starting: Promise<object> | undefined

  constructor(name: string, dependencies: readonly StandInService[], options: StandInOptions) {
    this.id = name
    this.node = { declaration: { name } }
    this.dependencies = dependencies
    this.#options = options
    for (const one of dependencies) one.dependents.push(this)
  }

  get instance(): SharedServiceInstance {
    return this as unknown as SharedServiceInstance
  }

  get name(): string {
    return this.id
  }

  get snapshot(): object {
    return {}
  }

  readonly executor = {
    running: (): boolean => this.#run !== undefined,
    stop: (): Promise<void> => this.#stop(),
    kill: (): Promise<void> => this.#stop(true),
    assertSupported: (): void => {},
    budgetExceededError: (): Error => new Error('Time is up: start'),
    failure: (_kind: unknown, summary: string): Error => new Error(`Time is up: ${summary}`),
    pause: async (): Promise<void> => {
      if (!this.#run) return
      this.#run.isPaused = true
      this.down = 'outage'
    },
    resume: async (): Promise<void> => {
      if (!this.#run) return
      this.#run.isPaused = false
      this.down = undefined
    },
    survives: async (): Promise<boolean> => {
      await clock.sleep(1)
      return this.#run !== undefined
    },
  }

  readonly startedExecutor = this.executor

  dependsOn(other: object): boolean {
    return this === other || this.dependencies.some((one) => one.dependsOn(other))
  }

  ready(): Promise<object> {
    this.#starting ??= this.#ready().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async restart(_limit: object, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted && this.down) this.down = 'lost'
    signal?.throwIfAborted()
    const end = (): void => void this.startedExecutor.kill().catch(() => {})
    signal?.addEventListener('abort', end, { once: true })
    try {
      await this.#start()
    } catch (error) {
      throw signal?.aborted ? signal.reason : error
    } finally {
      signal?.removeEventListener('abort', end)
    }
  }

  async settled(): Promise<void> {
    await this.#starting?.catch(() => {})
  }

  /** Exits by itself. */
  crash(): void {
    this.#exit(true)
  }

  #exit(hasCrashed: boolean): void {
    if (!this.#run) return
    this.hasCrashed = hasCrashed
    const hasOutage = this.down === 'outage' || this.#lacksDependency()
    this.#run.isAlive = false
    this.down = hasOutage ? 'outage' : 'crash'
    this.#options.onCrash(this)
    this.#disturbDependents(hasCrashed)
  }

  get #run(): StandInRun | undefined {
    const { run } = this.#lifecycle
    return run?.isAlive ? run : undefined
  }

  #lacksDependency(): boolean {
    return this.dependencies.some((one) => one.down === 'outage' || one.#lacksDependency())
  }

  async #ready(): Promise<object> {
    try {
      await Promise.all(this.dependencies.map((one) => one.ready()))
      if (!this.#run) await this.#start()
      return this.startedExecutor
    } catch (error) {
      if (this.service && !this.#run) this.down = 'lost'
      throw error
    }
  }

  async #start(): Promise<void> {
    if (this.#lifecycle.run?.isAlive === false) await this.#lifecycle.stop(async () => {})
    const start = this.#lifecycle.start(async (abort) => {
      await clock.sleep(this.#options.boot)
      abort.signal.throwIfAborted()
      if (this.service && this.isSulky) {
        this.isSulky = false
        throw new Error('It did not start')
      }
      this.service = { running: async () => this.#run !== undefined }
      this.down = undefined
      this.told.clear()
      this.hasCrashed = false
      return { isAlive: true, isPaused: false, process: undefined }
    })
    await start.catch((error: unknown) => {
      this.down = 'lost'
      throw error
    })
  }

  async #stop(isForced = false): Promise<void> {
    if (this.#run) this.down = 'outage'
    await this.#lifecycle.stop(async (run) => {
      await clock.sleep(1)
      const hadEnded = !run.isAlive
      run.isAlive = false
      this.#disturbDependents(false)
      if (hadEnded && !isForced) {
        throw Object.assign(new Error('Had ended before'), { code: 'ERR_PROCESS_FINISHED' })
      }
    })
  }

  #disturbDependents(hasCrashed: boolean): void {
    for (const one of this.dependents) if (one.#options.isFragile) one.#exit(hasCrashed)
  }
}
