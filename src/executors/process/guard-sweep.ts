/**
 * What the guard starts when its owner has died: `node guard-sweep.js OWNER PID` ends everything that carries
 * the owner's marker, and then does what the lines on its standard input say.
 */
import { readlinkSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { cleanUp, type CleanupCommand } from './cleanup-command.ts'
import { treeOf } from './members.ts'
import { kill } from './terminate.ts'

const [owner = '', ownerPid = ''] = process.argv.slice(2)
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const)
  process.on(signal, () => {})

if (/^\d{12}$/.test(owner)) await kill(treeOf(owner))
const lines = (await text(process.stdin)).split('\n')
await Promise.allSettled(
  lines.flatMap((line) => {
    const [, json] = /^clean \d+ (.*)$/.exec(line) ?? []
    return json ? [cleanUp(JSON.parse(json) as CleanupCommand)] : []
  }),
)
for (const line of lines) {
  if (line.startsWith('keep ')) remove(line.slice('keep '.length))
}

function remove(path: string): void {
  const folder = dirname(path)
  const isLock = basename(folder).startsWith('vitest-mirakuru')
  // A lock that somebody else holds is theirs.
  if (!isLock || targetOf(path) === ownerPid) rmSync(path, { recursive: true, force: true })
  if (isLock) removeIfEmpty(folder)
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** A folder of this package's own, which others may be using. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // They are.
  }
}
