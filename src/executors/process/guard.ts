import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { GUARD_SCRIPT } from './guard-script.ts'
import { ownerId } from './marker.ts'
import type { CleanupCommand } from './cleanup-command.ts'
import { perThread } from './per-thread.ts'
import type { ProcessIdentity } from './process-entry.ts'

/**
 * The owner's end of its guard: a tiny process outside of the owner's session and group that learns
 * from the end of a pipe that the owner is gone, however it went, and ends what the owner left.
 */
export interface Guard {
  /** To be called before the spawn: from here on the owner may die. */
  expect(marker: string, cleanup?: CleanupCommand): void
  watch(marker: string, leader: ProcessIdentity): void
  release(marker: string): void
  /** Has a path removed when the owner cannot do it any more. */
  keep(path: string): void
  drop(path: string): void
  /** Has the owner die with its parent, also when it is too busy to notice. */
  leash(): void
}

interface Post {
  process: ChildProcess
  /** What the guard knows, by marker or path, to be told again to the next guard if this one is killed. */
  readonly entries: Map<string, string>
}

/**
 * The guard of this process or worker thread, started on first use.
 *
 * @throws Error when it cannot be started: without it nothing is promised.
 */
export function guard(): Guard {
  if (process.platform === 'win32') return NO_GUARD
  const post = perThread<Post>('guard', () =>
    watched({ process: startProcess(), entries: new Map() }),
  )
  const tell = (key: string, line: string): void => {
    post.entries.set(key, line)
    write(post.process, line)
  }
  const untell = (key: string, line: string): void => {
    post.entries.delete(key)
    write(post.process, line)
  }
  return {
    expect(marker, cleanup) {
      tell(marker, `start ${marker}`)
      if (cleanup) tell(`clean ${marker}`, `clean ${marker} ${JSON.stringify(cleanup)}`)
    },
    watch: (marker, { pid, startTime }) => tell(marker, `run ${marker}:${pid}:${startTime}`),
    release(marker) {
      post.entries.delete(`clean ${marker}`)
      untell(marker, `end ${marker}`)
    },
    keep: (path) => tell(path, `keep ${path}`),
    drop: (path) => untell(path, `drop ${path}`),
    leash() {
      if (!post.entries.has('leash')) tell('leash', `leash ${process.pid} ${process.ppid}`)
    },
  }
}

/** On Windows a direct child ends with its parent, being in its job object; there is no shell to watch. */
const NO_GUARD: Guard = {
  expect() {},
  watch() {},
  release() {},
  keep() {},
  drop() {},
  leash() {},
}

function startProcess(): ChildProcess {
  const sweep = createRequire(import.meta.url).resolve('#guard-sweep')
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'vitest-mirakuru-guard', process.execPath, sweep, ownerId()],
    {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
    },
  )
  if (child.pid === undefined) {
    child.on('error', () => {})
    throw new Error(
      'The guard, which ends services when this process dies, could not be started with /bin/sh',
    )
  }
  child.unref()
  child.stdin.on('error', () => {})
  ;(child.stdin as Socket).unref()
  return child
}

/** Sees to it that a guard that somebody killed is followed by another that knows the same. */
function watched(post: Post): Post {
  post.process.once('exit', (_code, signal) => {
    if (signal === null) return
    post.process = startProcess()
    for (const line of post.entries.values()) write(post.process, line)
    watched(post)
  })
  return post
}

function write(child: ChildProcess, line: string): void {
  child.stdin?.write(`${line}\n`)
}
