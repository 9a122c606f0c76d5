import type { ChildProcess } from 'node:child_process'
import type { Facts, PortHolder, Signal } from '../../errors.ts'
import { platform } from '../runtime/host.ts'
import { DRAIN_PATIENCE, EXIT_PATIENCE } from '../runtime/bounds.ts'
import { settledWithin } from '../runtime/clock.ts'
import { describeHolder, describeProcess, describeRun } from '../process/describe-run.ts'
import type { Output } from '../output/output.ts'
import { describeMissingProof } from '../process/tree/proof-limits.ts'
import {
  StartFailure,
  StopFailure,
  type StopSignals,
  type Force,
  type Run,
  type RunProcess,
} from './run.ts'
import type { CommandLine } from '../process/command/command-line.ts'
import { cleanUpTree } from '../process/stop/clean-up.ts'
import type { CleanupCommand } from '../process/stop/cleanup-command.ts'
import { pause, resume, waitUntilIdle } from '../process/stop/suspend.ts'
import { guard } from '../process/guard/guard.ts'
import { listenerOn, portUseOf, type PortUse } from '../process/tree/listeners.ts'
import { tracerOf } from '../process/tree/linux.ts'
import { anyAlive, findMembers, recordLeaderExit } from '../process/tree/members.ts'
import type { ProcessEntry, ProcessIdentity } from '../process/tree/process-entry.ts'
import { captureSnapshot, type TreeSnapshot } from '../process/tree/snapshot.ts'
import { spawn, type Spawned, type SpawnOptions } from '../process/spawn.ts'
import type { Exit } from '../runtime/exit.ts'
import { kill, signalTree, terminate } from '../process/stop/terminate.ts'

export interface RunOptions extends SpawnOptions {
  readonly startedAt: number
}

/** One run of a process and everything that it spawns, from the spawn until no process is left. */
export class ProcessRun implements Run, RunProcess {
  readonly process: ProcessRun = this
  readonly startedAt: number
  exit: Exit | undefined
  cleanupFailure: string | undefined
  snapshot: TreeSnapshot | undefined
  hasSurvivors = false
  force: Force | undefined
  endNote: string | undefined
  readonly #spawned: Spawned
  readonly #cleanup: CleanupCommand | undefined
  /** Whether it was killed while it was alive. */
  #wasKilled = false

  private constructor(spawned: Spawned, { startedAt, cleanup }: RunOptions) {
    this.#spawned = spawned
    this.#cleanup = cleanup
    this.startedAt = startedAt
    spawned.child.once('exit', () => this.#recordLeaderExit())
    void spawned.exited.then((exit) => (this.exit = exit))
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

  get exited(): Promise<Exit> {
    return this.#spawned.exited
  }

  get naturalExit(): Exit | undefined {
    return this.#wasKilled ? undefined : this.exit
  }

  get facts(): Facts {
    const { trouble } = this.#spawned.tree
    const cleanup = this.cleanupFailure?.split('\n')
    return { Process: describeRun(this), 'Stop problem': trouble, Cleanup: cleanup }
  }

  /** Captures the state of the tree for an error. Only the first call has an effect. */
  async captureSnapshot(): Promise<void> {
    // An error with less information is better than a second error, which would leave the tree alive.
    this.snapshot ??= await captureSnapshot(() => this.members()).catch(() => undefined)
  }

  /** Whether the process is alive. After a daemonizing exit or a failed stop, any other member counts. */
  alive(): boolean {
    if (!this.exit) return true
    const mayLive = this.exit.exitCode === 0 || this.hasSurvivors
    return mayLive && anyAlive(this.#spawned.tree)
  }

  members(): Promise<ProcessEntry[]> {
    return findMembers(this.#spawned.tree)
  }

  /** The listeners on a port, both in and outside of the tree. */
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
   * Whether it is still alive after it has handled all earlier events, such as the end of a connection. Waits at
   * most `patience` milliseconds for the tree to become idle.
   */
  async survives(patience: number): Promise<boolean> {
    await waitUntilIdle(this.#spawned.tree, patience)
    const isThere = (await this.members()).some(({ pid }) => pid === this.pid)
    // The exit event may still be pending.
    if (!isThere) await settledWithin(patience, this.exited)
    return this.alive()
  }

  /** Waits for the last output of an exited process, if it arrives in time. */
  async drained(): Promise<void> {
    const { drained } = this.#spawned
    // Twice, since in a busy thread a timer fires before the input that arrived in the meantime.
    await settledWithin(DRAIN_PATIENCE / 2, drained)
    await settledWithin(DRAIN_PATIENCE / 2, drained)
  }

  /** Signals every member without waiting. */
  async signal(signal: Signal): Promise<void> {
    const members = await this.members().catch(() => [])
    await signalTree(this.#spawned.tree, members, signal)
  }

  /** Sends SIGSTOP to every member, and waits until all have stopped. */
  suspend(): Promise<void> {
    return pause(this.#spawned.tree)
  }

  resume(): Promise<void> {
    return resume(this.#spawned.tree)
  }

  /** Ends the tree gracefully, and kills it after a timeout. Returns the survivors. */
  terminate(ending: StopSignals): Promise<readonly ProcessIdentity[]> {
    const { exited, tree } = this.#spawned
    const onForce = (left: readonly ProcessIdentity[]): void => {
      const members = left.map(describeProcess).filter(({ command }) => command !== '')
      this.force = { ...ending, members: members.toReversed() }
    }
    return this.#finish(terminate(tree, { ...ending, exited, onFound: this.#watch, onForce }))
  }

  /** Kills the tree. Returns the survivors. */
  kill(signal: Signal): Promise<readonly ProcessIdentity[]> {
    this.#wasKilled = !this.exit
    return this.#finish(kill(this.#spawned.tree, signal, { onFound: this.#watch }))
  }

  async discard(): Promise<void> {
    await this.kill('SIGKILL')
  }

  /** Describes why it is not certain that the tree is gone. */
  #describeDoubt(): string | undefined {
    const { tree } = this.#spawned
    if (tree.trouble !== undefined) return tree.trouble
    if (!tree.isProven) return describeMissingProof(tree)
    const tracer = this.exit ? undefined : tracerOf(this.pid)
    if (tracer === undefined) return undefined
    return `it is dead, but not yet released by its tracer, ${describeHolder(describeProcess({ pid: tracer }))}`
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

  async #finish(ending: Promise<readonly ProcessIdentity[]>): Promise<readonly ProcessIdentity[]> {
    const { child, exited, tree } = this.#spawned
    let left = await ending.catch((cause: unknown) => {
      this.hasSurvivors = true
      throw new StopFailure('its processes cannot be searched', { cause })
    })
    if (left.length === 0) await settledWithin(EXIT_PATIENCE, exited)
    if (left.length === 0 && this.#cleanup) {
      const outcome = await cleanUpTree(this.#cleanup, tree)
      this.cleanupFailure = outcome.failure
      left = outcome.survivors
    }
    this.hasSurvivors = left.length > 0
    this.endNote = left.length > 0 ? undefined : this.#describeDoubt()
    if (left.length === 0 && tree.isProven) guard().release(tree.marker)
    await this.drained()
    for (const stream of child.stdio) stream?.destroy()
    return left
  }
}
