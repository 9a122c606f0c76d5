import { process } from '../../executors/internal.ts'
import { currentFile, projectRoot } from '../../fixtures/vitest/current-task.ts'

/** Returns the root of the current project. In Vitest's main process, it is the working directory. */
export function rootHere(): string {
  try {
    return projectRoot(currentFile())
  } catch {
    return process.cwd()
  }
}
