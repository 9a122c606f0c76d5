/**
 * What the guard starts when its owner has died: `node guard-sweep.js OWNER` ends everything that carries
 * the owner's marker, and then does what the lines on its standard input say.
 */
import { text } from 'node:stream/consumers'
import { cleanUp, type CleanupCommand } from './cleanup-command.ts'
import { treeOf } from './members.ts'
import { removeFolder } from './remove-folder.ts'
import { kill } from './terminate.ts'

const [owner = ''] = process.argv.slice(2)
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
  try {
    if (line.startsWith('keep ')) removeFolder(line.slice('keep '.length))
  } catch {
    // What cannot be removed keeps nothing else.
  }
}
