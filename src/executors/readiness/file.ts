import { access, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  checkOptions,
  checkValue,
  either,
  FUNCTION,
  MILLISECONDS,
  required,
  TEXT,
} from '../check-options.ts'
import { codeOf } from '../caught-error.ts'
import { FileChanges } from './file-changes.ts'
import {
  resolveWith,
  type FromResources,
  type ProbeOptions,
  type Readiness,
  type Verdict,
} from './readiness.ts'

/**
 * Ready when the file exists: a pid file, a flag. A relative path is relative to the service's `cwd`.
 *
 * @throws TypeError when the path or an option is not what it has to be.
 *
 * @example
 * ready: file(({ dir }) => `${dir}/pid`)
 */
export function file(path: FromResources<string>, options: ProbeOptions = {}): Readiness {
  checkOptions({ path }, { path: required(either(TEXT, FUNCTION)) }, 'file()')
  checkOptions(options, { timeout: MILLISECONDS, interval: MILLISECONDS }, 'file()')
  return {
    kind: 'file',
    needs: 'files',
    interval: options.interval,
    begin({ at, cwd, made }) {
      const wanted = resolveWith(path, at)
      checkValue('`path` of file()', TEXT, wanted)
      const name = resolve(cwd, wanted)
      const changes = new FileChanges(name)
      return {
        awaits: `create the file ${name}`,
        async check() {
          const verdict = await probeFile(name, changes)
          if (verdict.ready) made.add(name)
          return verdict
        },
        watch: (wake) => changes.watch(wake),
        present: () => isInTheWay(name, made),
      }
    },
  }
}

export async function probeFile(path: string, changes?: FileChanges): Promise<Verdict> {
  try {
    await access(path)
    return { ready: true }
  } catch (error) {
    return { ready: false, result: codeOf(error), isTold: changes?.isTold }
  }
}

/**
 * A file that is there before the start says that somebody runs, unless an earlier start of the same
 * executor has made it: a process that was killed could not remove it.
 */
export async function isInTheWay(path: string, ours: Set<string>): Promise<boolean> {
  if (ours.delete(path)) await rm(path, { force: true })
  return (await probeFile(path)).ready
}
