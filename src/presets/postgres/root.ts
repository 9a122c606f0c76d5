import { process } from '../../executors/internal.ts'
import { currentFile, projectRoot } from '../../fixtures/vitest/current-task.ts'

/** The root of the project of the file that runs; in Vitest's main process, where that was started. */
export function rootHere(): string {
  try {
    return projectRoot(currentFile())
  } catch {
    return process.cwd()
  }
}
