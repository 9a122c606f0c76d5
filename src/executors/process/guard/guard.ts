import { ownPid, platform, process } from '../../runtime/host.ts'
import { spawn, spawnSync } from 'node:child_process'
import type { Socket } from 'node:net'
import SWEEP from '#guard-sweep'
import { setTimer, now } from '../../runtime/clock.ts'
import { GUARD_SCRIPT } from './guard-script.ts'
import { ownerId } from '../tree/marker.ts'
import type { CleanupCommand } from '../stop/cleanup-command.ts'
import { perThread } from '../../runtime/per-thread.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'

/**
 * The owner's end of its guard: a tiny process outside of the owner's tree that learns from the end of
 * a pipe that the owner is gone, however it went, and ends what the owner left.
 */
export interface Guard {
  /**
   * To be called before the spawn: from here on the owner may die.
   *
   * @throws Error when there is no guard: without it nothing is promised.
   */
  announce(marker: string, cleanup?: CleanupCommand): void
  track(marker: string, leader: ProcessIdentity): void
  /** To be called when the leader has left, or is about to: nothing else may tell of the others then. */
  trackTree(marker: string, leader: ProcessIdentity, members: readonly ProcessIdentity[]): void
  release(marker: string): void
  /** Has a path removed when the owner cannot do it any more. */
  removeOnExit(path: string): void
  forgetPath(path: string): void
  /** Has the owner die with its parent, also when it is too busy to notice. */
  dieWithParent(): void
}

interface GuardHandle {
  /** To the guard and back, while there is one. */
  pipe: Socket | undefined
  /** As the guard tells it. */
  pid: number | undefined
  /** What the guard knows, by marker or path, to be told again to the next guard when this one has ended. */
  readonly entries: Map<string, string>
  /** Milliseconds that the next one is waited for: those before it did not live long. */
  delay: number
}

/** Where a guard ends at once, or cannot be started, the next one is tried after so many milliseconds at most. */
const LONGEST_DELAY = 1_000

/** The guard of this process or worker thread, started when it is first told something. */
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

/** On Windows a direct child ends with its parent, being in its job object; there is no shell to watch. */
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

/** @throws Error when there is none, and none can be started. */
function ensureGuard(handle: GuardHandle): void {
  if (!handle.pipe) startGuard(handle)
}

function startGuard(handle: GuardHandle): void {
  const pipe = startProcess()
  const begun = now()
  pipe.unref()
  pipe.on('error', () => {})
  pipe.setEncoding('latin1').on('data', (text: string) => (handle.pid = Number.parseInt(text, 10)))
  // Closed by its end, whatever that was: it is no child of this process, which would be told.
  pipe.once('close', () => {
    handle.pipe = undefined
    handle.pid = undefined
    if (now() - begun > LONGEST_DELAY) handle.delay = 0
    respawnLater(handle)
  })
  handle.pipe = pipe
  for (const line of handle.entries.values()) write(handle, line)
}

/** Starts the next guard, now or later, while there is something to watch. */
function respawnLater(handle: GuardHandle): void {
  const { delay } = handle
  handle.delay = Math.min(delay * 2 + 1, LONGEST_DELAY)
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

/** @throws Error with the code of the failure. */
function startProcess(): Socket {
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
      // Of Electron, which is a Node only then.
      ELECTRON_RUN_AS_NODE: '1',
      guard: GUARD_SCRIPT,
      node: process.execPath,
      sweep: SWEEP,
      owner: ownerId(),
      owner_pid: String(ownPid),
    },
  })
  child.on('error', () => {})
  child.unref()
  if (child.pid !== undefined) return child.stdio[3] as Socket
  // Which error it was is told later only. What is tried in the same way now fails in the same way.
  const cause = spawnSync('/bin/sh', ['-c', ':'], { cwd: '/' }).error as NodeJS.ErrnoException
  throw guardError(cause)
}

const LIMITS: Readonly<Record<string, string>> = { EMFILE: 'ulimit -n', EAGAIN: 'ulimit -u' }

function guardError(cause: NodeJS.ErrnoException | undefined): Error {
  const code = cause?.code ?? 'EAGAIN'
  const limit = LIMITS[code]
  const why = limit ? `${code}, see \`${limit}\`` : (cause?.message ?? code)
  const summary = 'there is no guard, which would end it when this process dies'
  const error = new Error(`${summary}: /bin/sh could not be run (${why})`, { cause })
  return Object.assign(error, { code })
}
