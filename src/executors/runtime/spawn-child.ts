import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { newAbortController } from './abort.ts'
import type { execa as Execa } from 'execa'
import { platform } from './host.ts'
import { requireNatively } from './native-require.ts'

/** Spawns a program. When that fails, it throws or the child emits an error. */
export type SpawnChild = (
  file: string,
  args: readonly string[],
  options: SpawnOptions,
) => ChildProcess | Promise<ChildProcess>

/**
 * Returns the function that spawns services. On Windows it is execa: npm and many other tools install scripts there
 * that only a shell can run, programs are found by the extensions in PATHEXT, and each program parses quotes itself.
 */
export function defaultSpawnChild(): SpawnChild {
  return platform === 'win32' ? loadExeca() : spawn
}

/**
 * For commands that run to their end. Loading takes a tenth of a second the first time. They also run when
 * execa cannot be loaded, because its files have been removed during the run.
 */
export function loadExeca(): SpawnChild {
  try {
    const { execa } = requireNatively('execa') as { readonly execa: typeof Execa }
    return spawnWith(execa)
  } catch {
    return spawn
  }
}

function spawnWith(execa: typeof Execa): SpawnChild {
  return async (file, args, options) => {
    const child = withNodeAbortController(() =>
      execa(file, args, {
        ...(options as object),
        buffer: false,
        cleanup: false,
        extendEnv: false,
        forceKillAfterDelay: false,
        reject: false,
        verbose: 'none',
      }),
    )
    if (child.pid === undefined) throw (await child).cause
    // Otherwise, an async function that returns the child would wait for its end.
    for (const method of ['then', 'catch', 'finally']) Reflect.deleteProperty(child, method)
    const plain: ChildProcess = child
    return plain
  }
}

/** With the `AbortController` of happy-dom, execa would throw after it has spawned the child. */
function withNodeAbortController<T>(call: () => T): T {
  const found = globalThis.AbortController
  const own = newAbortController().constructor as typeof globalThis.AbortController
  // In vm pools, it may be read-only.
  if (found === own) return call()
  globalThis.AbortController = own
  try {
    return call()
  } finally {
    globalThis.AbortController = found
  }
}
