// owns.mjs COMMAND...: starts it with an executor, tells its guard and that it is up, or the error, and waits.
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { ownGuard } from './own-guard.mjs'

const executor = new SimpleExecutor(process.argv.slice(2))
executor.start().then(
  () => console.log(`up ${executor.pid}`),
  (error) => console.log(`error ${error.message}`),
)
let last
setInterval(() => {
  const { pid } = ownGuard() ?? {}
  if (pid !== undefined && pid !== last) console.log(`guard ${pid}`)
  last = pid
}, 5)
