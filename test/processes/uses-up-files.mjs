// uses-up-files.mjs: opens files until there are no more, starts a program, and prints the error of that.
import { openSync } from 'node:fs'
import { SimpleExecutor } from 'vitest-mirakuru/executors'

await startOnce(new SimpleExecutor('sleep 300'))
try {
  for (;;) openSync('/dev/null')
} catch {
  const failed = await new SimpleExecutor('sleep 300').start().catch((error) => error)
  console.log(failed.message)
}
process.exit()

/** What is loaded when first used is loaded, and the guard runs. */
async function startOnce(executor) {
  await executor.start()
  await executor.stop()
}
