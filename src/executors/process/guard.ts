import { ownPid, platform, process } from '../host.ts'
import { spawn, spawnSync } from 'node:child_process'
import type { Socket } from 'node:net'
import SWEEP from '#guard-sweep'
import { after, now } from '../clock.ts'
import { GUARD_SCRIPT } from './guard-script.ts'
import { ownerId } from './marker.ts'
import type { CleanupCommand } from './cleanup-command.ts'
import { perThread } from './per-thread.ts'
import type { ProcessIdentity } from './process-entry.ts'

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
  expect(marker: string, cleanup?: CleanupCommand): void
  watch(marker: string, leader: ProcessIdentity): void
  /** To be called when the leader has left, or is about to: nothing else may tell of the others then. */
  watchTree(marker: string, leader: ProcessIdentity, members: readonly ProcessIdentity[]): void
  release(marker: string): void
  /** Has a path removed when the owner cannot do it any more. */
  keep(path: string): void
  drop(path: string): void
  /** Has the owner die with its parent, also when it is too busy to notice. */
  leash(): void
}

interface Post {
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
  const post = perThread<Post>('guard', () => ({
    pipe: undefined,
    pid: undefined,
    entries: new Map(),
    delay: 0,
  }))
  return {
    expect(marker, cleanup) {
      ensure(post)
      tell(post, marker, `start ${marker}`)
      if (cleanup) tell(post, `clean ${marker}`, `clean ${marker} ${JSON.stringify(cleanup)}`)
    },
    watch: (marker, { pid, startTime }) => tell(post, marker, `run ${marker}:${pid}:${startTime}`),
    watchTree(marker, leader, members) {
      const others = members.filter(({ pid }) => pid !== leader.pid)
      if (others.length === 0 || !post.entries.has(marker)) return
      const identities = [leader, ...others].map(({ pid, startTime }) => `${pid}:${startTime}`)
      const line = `tree ${marker} ${identities.join(' ')}`
      if (post.entries.get(`tree ${marker}`) !== line) tell(post, `tree ${marker}`, line)
    },
    release(marker) {
      post.entries.delete(`tree ${marker}`)
      post.entries.delete(`clean ${marker}`)
      untell(post, marker, `end ${marker}`)
    },
    keep(path) {
      ensure(post)
      tell(post, path, `keep ${path}`)
    },
    drop: (path) => untell(post, path, `drop ${path}`),
    leash() {
      if (post.entries.has('leash')) return
      ensure(post)
      tell(post, 'leash', `leash ${ownPid} ${process.ppid}`)
    },
  }
}

/** On Windows a direct child ends with its parent, being in its job object; there is no shell to watch. */
const NO_GUARD: Guard = {
  expect() {},
  watch() {},
  watchTree() {},
  release() {},
  keep() {},
  drop() {},
  leash() {},
}

function tell(post: Post, key: string, line: string): void {
  post.entries.set(key, line)
  write(post, line)
}

function untell(post: Post, key: string, line: string): void {
  post.entries.delete(key)
  write(post, line)
}

function write({ pipe }: Post, line: string): void {
  pipe?.write(`${line}\n`)
}

/** @throws Error when there is none, and none can be started. */
function ensure(post: Post): void {
  if (!post.pipe) begin(post)
}

function begin(post: Post): void {
  const pipe = startProcess()
  const begun = now()
  pipe.unref()
  pipe.on('error', () => {})
  pipe.setEncoding('latin1').on('data', (text: string) => (post.pid = Number.parseInt(text, 10)))
  // Closed by its end, whatever that was: it is no child of this process, which would be told.
  pipe.once('close', () => {
    post.pipe = undefined
    post.pid = undefined
    if (now() - begun > LONGEST_DELAY) post.delay = 0
    replace(post)
  })
  post.pipe = pipe
  for (const line of post.entries.values()) write(post, line)
}

/** Starts the next guard, now or later, while there is something to watch. */
function replace(post: Post): void {
  const { delay } = post
  post.delay = Math.min(delay * 2 + 1, LONGEST_DELAY)
  after(delay, () => tryAgain(post), { ref: false })
}

function tryAgain(post: Post): void {
  if (post.pipe || post.entries.size === 0) return
  try {
    begin(post)
  } catch {
    replace(post)
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
  throw failed(cause)
}

const LIMITS: Readonly<Record<string, string>> = { EMFILE: 'ulimit -n', EAGAIN: 'ulimit -u' }

function failed(cause: NodeJS.ErrnoException | undefined): Error {
  const code = cause?.code ?? 'EAGAIN'
  const limit = LIMITS[code]
  const why = limit ? `${code}, see \`${limit}\`` : (cause?.message ?? code)
  const summary = 'there is no guard, which would end it when this process dies'
  const error = new Error(`${summary}: /bin/sh could not be run (${why})`, { cause })
  return Object.assign(error, { code })
}
