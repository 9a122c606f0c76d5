// stops-on-input.mjs COMMAND...: starts a command, prints its pid, stops it when it gets input, and prints how
// that went.
import { once } from 'node:events'
import { SimpleExecutor } from '../../dist/executors/index.js'

const executor = await new SimpleExecutor(process.argv.slice(2), { stopTimeout: 300 }).start()
console.log(`pid ${executor.pid}\n`)
await once(process.stdin, 'data')
const outcome = await executor.stop().then(
  () => 'stopped',
  ({ message }) => message.split('\n')[0],
)
console.log(outcome)
process.exit()
