// owns-family.mjs END [mute]: starts a tree of four with an executor, and ends in that way at SIGUSR2. With `mute`,
// it tells no other guard anything.
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { OutputExecutor } from 'vitest-mirakuru/executors'
import { ownGuard } from './own-guard.mjs'

const command = ['/bin/sh', new URL('leaves-descendants.sh', import.meta.url)]
const executor = new OutputExecutor(command, { banner: 'the tree is up' })
const ends = {
  stop: () => executor.stop(),
  exit: () => process.exit(0),
  throw: () => {
    throw new Error('uncaught')
  },
  reject: () => void Promise.reject(new Error('unhandled')),
  starve: () => {
    const hoard = []
    for (;;) hoard.push(Array.from({ length: 1_000_000 }, () => ({})))
  },
}
await executor.start()
if (process.argv[3] === 'mute') Socket.prototype.write = () => true
tellGuard()
setInterval(tellGuard, 5).unref()
const waiting = setInterval(() => {}, 1_000)
process.once('SIGUSR2', () => {
  clearInterval(waiting)
  ends[process.argv[2]]()
})

/** Which process is the guard now. */
function tellGuard() {
  const { pid } = ownGuard()
  if (pid === tellGuard.last) return
  tellGuard.last = pid
  writeSync(1, pid === undefined ? 'no guard\n' : `guard ${pid}\n`)
}
