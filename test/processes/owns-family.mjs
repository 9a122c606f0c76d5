// owns-family.mjs END: starts a tree of four with an executor, and ends in that way at SIGUSR2.
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
  console.log(pid === undefined ? 'no guard' : `guard ${pid}`)
}
