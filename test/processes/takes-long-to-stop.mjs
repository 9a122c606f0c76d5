// takes-long-to-stop.mjs COMMAND...: starts it, prints `up`, and stops it with all the time in the world once it
// has printed `ready`.
import { OutputExecutor } from 'vitest-mirakuru/executors'

const command = process.argv.slice(2)
const executor = new OutputExecutor(command, { banner: 'ready', stopTimeout: 60_000 })
await executor.start()
console.log('up')
await executor.stop()
