import { access, rm } from 'node:fs/promises'
import type { PortHolder } from '../../../errors.ts'
import { ownerOf } from '../../process/tree/pid-file.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import type { CreatedFiles } from '../created-files.ts'
import { FileChanges } from '../file-changes.ts'
import type { FileReadiness } from '../file.ts'
import type { Probe, ProbeContext, Verdict } from '../readiness.ts'
import { resolvePath } from './resolve-path.ts'

export function bindFile({ path }: FileReadiness, context: ProbeContext): Probe {
  const name = resolvePath('`path` of file()', path, context)
  const changes = new FileChanges(name)
  const { createdFiles } = context
  createdFiles.expect(name)
  return {
    goal: `create the file ${name}`,
    async check() {
      const verdict = await probeFile(name, changes)
      if (verdict.ready) createdFiles.add(name)
      return verdict
    },
    watch: (wake) => changes.watch(wake),
    alreadyHolds: () => existsBeforeStart(name, createdFiles),
    holder: () => makerOf(name),
  }
}

async function probeFile(path: string, changes?: FileChanges): Promise<Verdict> {
  try {
    await access(path)
    return { ready: true }
  } catch (error) {
    return { ready: false, result: codeOf(error), isEventDriven: changes?.isEventDriven }
  }
}

/**
 * Whether the file shows that another process is already running. A file from an earlier start of the same
 * executor does not count. A file with the pid of a dead process is removed.
 */
async function existsBeforeStart(path: string, createdFiles: CreatedFiles): Promise<boolean> {
  if (createdFiles.has(path) || !(await probeFile(path)).ready) return false
  try {
    if (ownerOf(path) !== 'nobody') return true
    await rm(path)
    createdFiles.expect(path)
    return false
  } catch (error) {
    return codeOf(error) !== 'ENOENT'
  }
}

/** The process that created the file, if its pid is in it. */
export function makerOf(path: string): PortHolder | undefined {
  try {
    const owner = ownerOf(path)
    return owner === 'nobody' ? undefined : owner
  } catch {
    return undefined
  }
}
