import { runDirectoryIn } from '../fixtures/logs/log-folders.ts'
import { nameOfRun } from '../fixtures/logs/old-runs.ts'
import { runnerPid } from '../fixtures/vitest/runner-environment.ts'

export interface RunProject {
  readonly config: { readonly root: string }
  getProvidedContext(): { readonly 'vitest-mirakuru'?: { readonly logDir?: string | undefined } }
}

/** The folders in which the workers of this run keep their logs. */
export function foldersOf(projects: readonly RunProject[]): string[] {
  const name = nameOfRun(runnerPid())
  const found = projects.map((project) => {
    const chosen = project.getProvidedContext()['vitest-mirakuru']?.logDir
    return runDirectoryIn(project.config.root, chosen, name)
  })
  return [...new Set(found)].filter((folder) => folder !== undefined)
}
