/**
 * What the guard becomes when its owner has died: `node guard-sweep.js OWNER PATH...` ends everything
 * that carries the owner's marker, then removes the paths.
 */
import { rmdirSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { treeOf } from './members.ts'
import { kill } from './terminate.ts'

const [owner = '', ...paths] = process.argv.slice(2)
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

if (/^\d{12}$/.test(owner)) await kill(treeOf(owner))
for (const path of paths) {
  rmSync(path, { recursive: true, force: true })
  removeIfEmpty(dirname(path))
}

/** A folder of this package's own, which others may be using. */
function removeIfEmpty(folder: string): void {
  if (!basename(folder).startsWith('vitest-mirakuru')) return
  try {
    rmdirSync(folder)
  } catch {
    // They are.
  }
}
