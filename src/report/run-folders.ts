import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { foldersFor } from '../fixtures/logs/log-folders.ts'
import { nameOfRun } from '../fixtures/logs/old-runs.ts'
import { runnerPid } from '../fixtures/vitest/runner-environment.ts'

export interface RunProject {
  readonly config: { readonly root: string }
  getProvidedContext(): { readonly 'vitest-mirakuru'?: { readonly logDir?: string | undefined } }
}

/** The folders in which the workers of this run keep their logs. */
export function foldersOf(projects: readonly RunProject[]): string[] {
  const name = nameOfRun(runnerPid())
  const found = new Set<string>()
  for (const project of projects) {
    const chosen = project.getProvidedContext()['vitest-mirakuru']?.logDir
    for (const folder of foldersFor(project.config.root, chosen)) {
      const path = join(folder, name)
      if (existsSync(path)) found.add(path)
      // The next one is used only where this one cannot be written.
      if (existsSync(path) || isWritable(folder)) break
    }
  }
  return [...found]
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
