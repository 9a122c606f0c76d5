// Has its guard end it with its parent, and tells the pid of each guard.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { ownGuard } from './own-guard.mjs'

const source = fileURLToPath(new URL('../../src/executors/process/guard/guard.ts', import.meta.url))
const { guard } = (await runnerImport(source)).module
guard().dieWithParent()
let last
setInterval(() => {
  const { pid } = ownGuard()
  if (pid !== undefined && pid !== last) console.log(`guard ${pid}`)
  last = pid
}, 5)
