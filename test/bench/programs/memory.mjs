// memory.mjs KIND: how many megabytes a service that printed 100 MB adds to its owner.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const floods = fileURLToPath(new URL('floods.mjs', import.meta.url))
const kinds = {
  async own(size) {
    const { OutputExecutor } = await import('vitest-mirakuru/executors')
    const executor = new OutputExecutor(['node', floods, size], { banner: 'done' })
    await executor.start()
    return () => executor.stop()
  },
  async raw(size) {
    const child = spawn('node', [floods, String(size)])
    await new Promise((resolve) => {
      child.stdout.on('data', (data) => data.subarray(-5).toString() === 'done\n' && resolve())
    })
    return async () => {
      child.kill()
      await once(child, 'exit')
    }
  },
}
const run = kinds[process.argv[2]]
const resident = async () => {
  await pause(200)
  globalThis.gc()
  await pause(200)
  globalThis.gc()
  return process.memoryUsage().rss / 2 ** 20
}
// What is loaded and compiled is paid for once.
await (
  await run(1)
)()
const before = await resident()
const end = await run(100)
console.log((await resident()) - before)
await end()
