// takes-long-to-stop.mjs COMMAND...: starts the command, prints `up` when it is ready, and stops it at SIGUSR2 with a
// `stopTimeout` of a minute.
import { once } from 'node:events'
import { OutputExecutor } from 'vitest-mirakuru/executors'

const command = process.argv.slice(2)
const executor = new OutputExecutor(command, { banner: 'ready', stopTimeout: 60_000 })
const told = once(process, 'SIGUSR2')
await executor.start()
console.log('up')
await told
await executor.stop()
