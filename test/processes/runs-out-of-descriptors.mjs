// runs-out-of-descriptors.mjs VERB COMMAND...: stops what it has started while it has no file descriptor left,
// calls VERB (stop, start) when it has, and prints how both went.
import { closeSync, openSync } from 'node:fs'
import { OutputExecutor } from '../../dist/executors/index.js'

const [, , verb, ...command] = process.argv
const executor = new OutputExecutor(command, { banner: 'ready', stopTimeout: 300 })
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
await executor[verb]()
const later = executor.pid === pid ? 'the same' : executor.running() ? 'another' : 'none'
await executor.stop()
console.log(JSON.stringify({ first: message.split('\n')[0], took, isKnown, later }))
process.exit()
