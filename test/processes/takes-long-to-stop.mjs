// takes-long-to-stop.mjs COMMAND...: starts it, prints `up` once it has printed `ready`, and stops it with all the time
// in the world at SIGUSR2.
import { once } from 'node:events'
import { OutputExecutor } from 'vitest-mirakuru/executors'

const command = process.argv.slice(2)
const executor = new OutputExecutor(command, { banner: 'ready', stopTimeout: 60_000 })
const told = once(process, 'SIGUSR2')
// A process that waits for a signal alone would exit.
const staying = setInterval(() => {}, 60_000)
await executor.start()
console.log('up')
await told
clearInterval(staying)
await executor.stop()
