// runs-out-of-descriptors.mjs COMMAND...: stops what it has started while it has no file descriptor left, and
// again when it has, and prints how both went.
import { closeSync, openSync } from 'node:fs'
import { OutputExecutor } from '../../dist/executors/index.js'

const executor = new OutputExecutor(process.argv.slice(2), { banner: 'ready', stopTimeout: 300 })
const { pid } = await executor.start()
const descriptors = []
try {
  for (;;) descriptors.push(openSync('/dev/null'))
} catch {
  // None is left.
}
const start = performance.now()
const { message = '' } = (await executor.stop().catch((error) => error)) ?? {}
const took = performance.now() - start
const isKnown = executor.running() && executor.pid === pid
for (const descriptor of descriptors) closeSync(descriptor)
await executor.stop()
console.log(
  JSON.stringify({ first: message.split('\n')[0], took, isKnown, later: executor.running() }),
)
process.exit()
