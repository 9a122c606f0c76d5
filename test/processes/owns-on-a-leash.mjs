// Has its guard end it with its parent, and tells the pid of each guard.
import { ownGuard } from './own-guard.mjs'
import { importSource } from './import-source.mjs'

const { guard } = await importSource('executors/process/guard/guard')
guard().dieWithParent()
let last
setInterval(() => {
  const { pid } = ownGuard()
  if (pid !== undefined && pid !== last) console.log(`guard ${pid}`)
  last = pid
}, 5)
