import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { CHOICES, install, pack, scratchFolder, type Combination } from './install.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly combinations: readonly Combination[]
    readonly tarball: string
  }
}

/** Packs the package and installs it beside each Vitest and Node, for all files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await scratchFolder()
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const tarball = await pack(folder)
    project.provide('tarball', tarball)
    const combinations = await Promise.all(
      CHOICES.map((choice, index) => install(tarball, choice, join(folder, String(index + 1)))),
    )
    project.provide('combinations', combinations)
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}
