// owns-with-little.mjs LIMIT: has none of what LIMIT is about left, starts an executor, and prints the error.
import { spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { SimpleExecutor } from 'vitest-mirakuru/executors'

const use = {
  files() {
    try {
      for (;;) openSync('/dev/null', 'r')
    } catch {
      // All are open.
    }
  },
  processes: () => spawnSync('prlimit', ['--pid', `${process.pid}`, '--nproc=1:1']),
}
use[process.argv[2]]()
await new SimpleExecutor(['sleep', '300']).start().catch((error) => console.log(error.message))
