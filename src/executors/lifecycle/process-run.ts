import { describeProcess } from '../process/describe-run.ts'
import type { ChildProcess } from 'node:child_process'
import type { Facts, PortHolder, Signal } from '../../errors.ts'
import { platform } from '../runtime/host.ts'
import { DRAIN_PATIENCE, EXIT_PATIENCE } from '../runtime/bounds.ts'
import { settledWithin } from '../runtime/clock.ts'
import { describeHolder, describeRun } from '../process/describe-run.ts'
import type { Output } from '../output/output.ts'
import { StartFailure, StopFailure, type StopSignals, type Force, type Run } from './run.ts'
import type { CommandLine } from '../process/command/command.ts'
import { cleanUpTree } from '../process/stop/clean-up-tree.ts'
import type { CleanupCommand } from '../process/stop/cleanup-command.ts'
import { suspend, resume } from '../process/stop/suspend.ts'
import { guard } from '../process/guard/guard.ts'
import { listenerOn, portUseOf, type PortUse } from '../process/tree/listeners.ts'
import { tracerOf } from '../process/tree/linux.ts'
import { anyAlive, findMembers, recordLeaderExit } from '../process/tree/members.ts'
import type { ProcessEntry, ProcessIdentity } from '../process/tree/process-entry.ts'
import { captureSnapshot, type TreeSnapshot } from '../process/tree/snapshot.ts'
import { spawn, type Spawned, type SpawnOptions } from '../process/spawn.ts'
import { type Exit } from '../runtime/exit.ts'
import { waitUntilIdle } from '../process/tree/wait-until-idle.ts'
import { kill, signalTree, terminate } from '../process/stop/terminate.ts'

export interface RunOptions extends SpawnOptions {
  readonly startedAt: number
}

/** One life of a process and of all it spawns: from its spawn until none of them is left. */
export class ProcessRun implements Run {
  /** When the start began, by the clock. */
  readonly startedAt: number
  readonly #spawned: Spawned
  #exit: Exit | undefined
  /** Killed while it was alive. */
  #wasKilled = false
  #cleanupFailure: string | undefined
  #sighting: TreeSnapshot | undefined
  #hasSurvivors = false
  #force: Force | undefined
  #endNote: string | undefined

  readonly #cleanup: CleanupCommand | undefined

  private constructor(spawned: Spawned, { startedAt, cleanup }: RunOptions) {
    this.#spawned = spawned
    this.#cleanup = cleanup
    this.startedAt = startedAt
    spawned.child.once('exit', () => this.#recordLeaderExit())
    void this.#noteExit()
  }

  static async spawn(
    command: CommandLine,
    options: RunOptions,
    output: Output,
  ): Promise<ProcessRun> {
    try {
      return new ProcessRun(await spawn(command, options, output), options)
    } catch (cause) {
      throw new StartFailure('it could not be spawned', { cause })
    }
  }

  get child(): ChildProcess {
    return this.#spawned.child
  }

  get pid(): number {
    return this.#spawned.pid
  }

  /** How the process ended, once it has. What it spawned may live on. */
  get exit(): Exit | undefined {
    return this.#exit
  }

  get exited(): Promise<Exit> {
    return this.#spawned.exited
  }

  /** How it ended of its own accord: not by `kill`. */
  get naturalExit(): Exit | undefined {
    return this.#wasKilled ? undefined : this.#exit
  }

  /** How the clean-up after it failed, if it did. */
  get cleanupFailure(): string | undefined {
    return this.#cleanupFailure
  }

  /** What was seen of its tree when it was looked at. */
  get snapshot(): TreeSnapshot | undefined {
    return this.#sighting
  }

  get facts(): Facts {
    const { trouble } = this.#spawned.tree
    const cleanup = this.#cleanupFailure?.split('\n')
    return { Process: describeRun(this), 'At its end': trouble, 'Clean-up': cleanup }
  }

  /** Looks at the tree, for an error that tells of it when it is gone. The first look counts. */
  async captureSnapshot(): Promise<void> {
    // An error that could tell less is better than another one, and than a tree that lives on.
    this.#sighting ??= await captureSnapshot(() => this.members()).catch(() => undefined)
  }

  /** The process lives; or, where it made itself a daemon or could not be ended, any that it left behind. */
  alive(): boolean {
    if (!this.#exit) return true
    const mayLive = this.#exit.exitCode === 0 || this.#hasSurvivors
    return mayLive && anyAlive(this.#spawned.tree)
  }

  /** Whether the last attempt to end it has failed: some are left, or nobody can tell. */
  get hasSurvivors(): boolean {
    return this.#hasSurvivors
  }

  /** Who had to be killed at its end, if anybody. */
  get force(): Force | undefined {
    return this.#force
  }

  /** What else there is to write down of its end. */
  get endNote(): string | undefined {
    return this.#endNote
  }

  async untilStarted(): Promise<void> {}

  members(): Promise<ProcessEntry[]> {
    return findMembers(this.#spawned.tree)
  }

  /** Who listens on a port, of its own processes and of others. */
  async listenersOn(port: number): Promise<PortUse | undefined> {
    if (platform !== 'linux') return undefined
    const use = portUseOf(port, [this])
    return use.isTaken && use.own.length === 0 ? portUseOf(port, await this.members()) : use
  }

  async foreignListenerOn(port: number): Promise<PortHolder | 'hidden' | undefined> {
    const listener = listenerOn(port, await this.members())
    return listener === 'member' ? undefined : listener
  }

  /**
   * Whether it lives when it has seen what happened to it until now, such as the end of a connection; a
   * tree that is never idle is not waited for longer than `patience` milliseconds.
   */
  async survives(patience: number): Promise<boolean> {
    await waitUntilIdle(this.#spawned.tree, patience)
    const isThere = (await this.members()).some(({ pid }) => pid === this.pid)
    // The news of its end may be on its way.
    if (!isThere) await settledWithin(patience, this.exited)
    return this.alive()
  }

  /** The output of a process that ended is complete, or as complete as it gets. */
  async drained(): Promise<void> {
    const { drained } = this.#spawned
    // In a thread that was busy, a timer comes before what has arrived meanwhile.
    await settledWithin(DRAIN_PATIENCE / 2, drained)
    await settledWithin(DRAIN_PATIENCE / 2, drained)
  }

  /** Signals every member, and waits for nothing. */
  async signal(signal: Signal): Promise<void> {
    const members = await this.members().catch(() => [])
    await signalTree(this.#spawned.tree, members, signal)
  }

  /** Stops every member where it stands. */
  async suspend(): Promise<void> {
    await suspend(this.#spawned.tree)
  }

  resume(): Promise<void> {
    return resume(this.#spawned.tree)
  }

  /** Ends all of it in order, by force after a time. Answers with what survived. */
  terminate(ending: StopSignals): Promise<readonly ProcessIdentity[]> {
    const { exited, tree } = this.#spawned
    const onForce = (left: readonly ProcessIdentity[]): void => {
      const members = left.map(describeProcess).filter(({ command }) => command !== '')
      this.#force = { ...ending, members: members.toReversed() }
    }
    return this.#finish(terminate(tree, { ...ending, exited, onFound: this.#watch, onForce }))
  }

  /** Ends all of it by force. Answers with what survived. */
  kill(signal: Signal): Promise<readonly ProcessIdentity[]> {
    this.#wasKilled = !this.#exit
    return this.#finish(kill(this.#spawned.tree, signal, { onFound: this.#watch }))
  }

  async discard(): Promise<void> {
    await this.kill('SIGKILL')
  }

  /** What is not known of an end that has come. */
  #describeDoubt(): string | undefined {
    const { tree } = this.#spawned
    if (tree.trouble !== undefined) return tree.trouble
    if (!tree.isProven) return 'nothing of it was found, but others fork too often for a proof'
    const tracer = this.#exit ? undefined : tracerOf(this.pid)
    if (tracer === undefined) return undefined
    return `it is dead, but held by its tracer, ${describeHolder(describeProcess({ pid: tracer }))}`
  }

  #recordLeaderExit(): void {
    const { tree } = this.#spawned
    recordLeaderExit(tree)
    this.#watch(Array.from(tree.known, ([pid, startTime]) => ({ pid, startTime })))
  }

  readonly #watch = (members: readonly ProcessIdentity[]): void => {
    const { leader, marker } = this.#spawned.tree
    if (leader) guard().trackTree(marker, leader, members)
  }

  async #noteExit(): Promise<void> {
    this.#exit = await this.#spawned.exited
  }

  async #finish(ending: Promise<readonly ProcessIdentity[]>): Promise<readonly ProcessIdentity[]> {
    const { child, exited, tree } = this.#spawned
    let left = await ending.catch((cause: unknown) => {
      this.#hasSurvivors = true
      throw new StopFailure('its processes cannot be searched', { cause })
    })
    if (left.length === 0) await settledWithin(EXIT_PATIENCE, exited)
    if (left.length === 0 && this.#cleanup) {
      const outcome = await cleanUpTree(this.#cleanup, tree)
      this.#cleanupFailure = outcome.failure
      left = outcome.survivors
    }
    this.#hasSurvivors = left.length > 0
    this.#endNote = left.length > 0 ? undefined : this.#describeDoubt()
    if (left.length === 0 && tree.isProven) guard().release(tree.marker)
    await this.drained()
    for (const stream of child.stdio) stream?.destroy()
    return left
  }
}
