// Has its guard end it with its parent, and tells the pid of each guard.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../../src/executors/process/guard.ts', import.meta.url))
const { guard } = (await runnerImport(source)).module
guard().leash()
let last
setInterval(() => {
  const { pid } = process[Symbol.for('vitest-mirakuru.guard')]
  if (pid !== undefined && pid !== last) console.log(`guard ${pid}`)
  last = pid
}, 5)
