import { ownPid, platform, process } from '../../runtime/host.ts'
import { spawn, spawnSync } from 'node:child_process'
import { SYSTEM_ANSWERS } from '../../runtime/bounds.ts'
import type { Socket } from 'node:net'
import SWEEP from '#guard-sweep'
import { setTimer, now } from '../../runtime/clock.ts'
import { GUARD_SCRIPT } from './guard-script.ts'
import { ownerId } from '../tree/marker.ts'
import type { CleanupCommand } from '../stop/cleanup-command.ts'
import { perThread } from '../../runtime/per-thread.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'

/**
 * The owner's handle on its guard. The guard is a tiny process outside of the owner's tree. When a pipe ends,
 * it knows that the owner is gone, however it died, and kills everything that the owner left running.
 */
export interface Guard {
  /**
   * Call this before the spawn, because the owner may die right after it.
   *
   * @throws Error when no guard can be started. Nothing may run without one.
   */
  announce(marker: string, cleanup?: CleanupCommand): void
  track(marker: string, leader: ProcessIdentity): void
  /** Call this before and after the leader exits. Other members may then be impossible to find again. */
  trackTree(marker: string, leader: ProcessIdentity, members: readonly ProcessIdentity[]): void
  release(marker: string): void
  /** Lets the guard remove a path if the owner dies. */
  removeOnExit(path: string): void
  forgetPath(path: string): void
  /** Lets the guard kill the owner when its parent dies, even if the owner is too busy to notice. */
  dieWithParent(): void
}

interface GuardHandle {
  pipe: Socket | undefined
  /** Reported by the guard itself. */
  pid: number | undefined
  /** The messages that are still relevant, by marker or path. A new guard gets all of them again. */
  readonly entries: Map<string, string>
  /** Milliseconds until the next respawn. It grows while guards die quickly. */
  delay: number
}

/** The longest delay before a respawn, in milliseconds. */
const MAX_DELAY = 1_000

/**
 * The messages that a guard gets with its environment, since its owner may die before it writes any: a number of those
 * with few characters. Linux allows 128 KiB, and shells take long for long ones.
 */
const EARLY = { count: 100, length: 400 }

/** The guard of this process or worker thread. It starts with the first message. */
export function guard(): Guard {
  if (platform === 'win32') return NO_GUARD
  const handle = perThread<GuardHandle>('guard', () => ({
    pipe: undefined,
    pid: undefined,
    entries: new Map(),
    delay: 0,
  }))
  return {
    announce(marker, cleanup) {
      ensureGuard(handle)
      addEntry(handle, marker, `start ${marker}`)
      if (cleanup) addEntry(handle, `clean ${marker}`, `clean ${marker} ${JSON.stringify(cleanup)}`)
    },
    track: (marker, { pid, startTime }) =>
      addEntry(handle, marker, `run ${marker}:${pid}:${startTime}`),
    trackTree(marker, leader, members) {
      const others = members.filter(({ pid }) => pid !== leader.pid)
      if (others.length === 0 || !handle.entries.has(marker)) return
      const identities = [leader, ...others].map(({ pid, startTime }) => `${pid}:${startTime}`)
      const line = `tree ${marker} ${identities.join(' ')}`
      if (handle.entries.get(`tree ${marker}`) !== line) addEntry(handle, `tree ${marker}`, line)
    },
    release(marker) {
      handle.entries.delete(`tree ${marker}`)
      handle.entries.delete(`clean ${marker}`)
      removeEntry(handle, marker, `end ${marker}`)
    },
    removeOnExit(path) {
      ensureGuard(handle)
      addEntry(handle, path, `keep ${path}`)
    },
    forgetPath: (path) => removeEntry(handle, path, `drop ${path}`),
    dieWithParent() {
      if (handle.entries.has('leash')) return
      ensureGuard(handle)
      addEntry(handle, 'leash', `leash ${ownPid} ${process.ppid}`)
    },
  }
}

/** Windows has no shell to run a guard, but a direct child dies with its parent through its job object. */
const NO_GUARD: Guard = {
  announce() {},
  track() {},
  trackTree() {},
  release() {},
  removeOnExit() {},
  forgetPath() {},
  dieWithParent() {},
}

function addEntry(handle: GuardHandle, key: string, line: string): void {
  handle.entries.set(key, line)
  write(handle, line)
}

function removeEntry(handle: GuardHandle, key: string, line: string): void {
  handle.entries.delete(key)
  write(handle, line)
}

function write({ pipe }: GuardHandle, line: string): void {
  pipe?.write(`${line}\n`)
}

/** @throws Error when no guard can be started. */
function ensureGuard(handle: GuardHandle): void {
  if (!handle.pipe) startGuard(handle)
}

function startGuard(handle: GuardHandle): void {
  const lines = [...handle.entries.values()]
  const early = lines.filter(({ length }) => length <= EARLY.length).slice(0, EARLY.count)
  const pipe = startProcess(early)
  const startedAt = now()
  pipe.unref()
  pipe.on('error', () => {})
  pipe.setEncoding('latin1').on('data', (text: string) => (handle.pid = Number.parseInt(text, 10)))
  // The guard is not a child of this process, so only the close of the pipe shows that it died.
  pipe.once('close', () => {
    handle.pipe = undefined
    handle.pid = undefined
    if (now() - startedAt > MAX_DELAY) handle.delay = 0
    respawnLater(handle)
  })
  handle.pipe = pipe
  for (const line of lines) if (!early.includes(line)) write(handle, line)
}

/** Starts the next guard after the delay, if there is still something to guard. */
function respawnLater(handle: GuardHandle): void {
  const { delay } = handle
  handle.delay = Math.min(delay * 2 + 1, MAX_DELAY)
  setTimer(delay, () => respawn(handle), { ref: false })
}

function respawn(handle: GuardHandle): void {
  if (handle.pipe || handle.entries.size === 0) return
  try {
    startGuard(handle)
  } catch {
    respawnLater(handle)
  }
}

/** @throws Error with a system code such as EMFILE */
function startProcess(messages: readonly string[]): Socket {
  const folders = `/usr/bin:/bin:${process.env['PATH'] ?? ''}`.split(':')
  const command = ['/bin/sh', ['-c', 'eval "$guard"']] as const
  const child = spawn(...command, {
    argv0: 'sh',
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: {
      PATH: folders.filter((folder) => folder.startsWith('/')).join(':'),
      LC_ALL: 'C',
      // Makes the executable of Electron behave like Node.
      ELECTRON_RUN_AS_NODE: '1',
      guard: GUARD_SCRIPT,
      early: messages.map((line) => `${line}\n`).join(''),
      node: process.execPath,
      sweep: SWEEP,
      owner: ownerId(),
      owner_pid: String(ownPid),
    },
  })
  child.on('error', () => {})
  child.unref()
  if (child.pid !== undefined) return child.stdio[3] as Socket
  // Node reports the error later. A synchronous spawn now fails for the same reason.
  const limits = { timeout: SYSTEM_ANSWERS, killSignal: 'SIGKILL' } as const
  const { error } = spawnSync('/bin/sh', ['-c', ':'], { cwd: '/', ...limits })
  throw guardError(error)
}

const LIMITS: Readonly<Record<string, string>> = { EMFILE: 'ulimit -n', EAGAIN: 'ulimit -u' }

function guardError(cause: NodeJS.ErrnoException | undefined): Error {
  const code = cause?.code ?? 'EAGAIN'
  const limit = LIMITS[code]
  const reason = limit ? `${code}, see \`${limit}\`` : (cause?.message ?? code)
  const summary = 'the guard, which stops it if this process dies, could not be started'
  const error = new Error(`${summary}: /bin/sh did not run (${reason})`, { cause })
  return Object.assign(error, { code })
}
