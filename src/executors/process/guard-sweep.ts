/**
 * What the guard becomes when its owner has died: `node guard-sweep.js OWNER PATH...` ends everything
 * that carries the owner's marker, then removes the paths.
 */
import { rmSync } from 'node:fs'
import { treeOf } from './members.ts'
import { kill } from './terminate.ts'

const [owner = '', ...paths] = process.argv.slice(2)
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

if (/^\d{12}$/.test(owner)) await kill(treeOf(owner))
for (const path of paths) rmSync(path, { recursive: true, force: true })
