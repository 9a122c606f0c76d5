import type * as runningModule from './running.ts'

type Running = typeof runningModule

/** The loaded module, for functions of a declaration, which cannot wait. */
let loaded: Running | undefined

export async function loadRunning(): Promise<Running> {
  loaded ??= await import('./running.ts')
  return loaded
}

export function running(): Running | undefined {
  return loaded
}
