// does.mjs JSON VERB...: an executor of this command and these options does one after the other. Prints what
// came of each: `start: ok`, an answer, or the error. `meet NAME` waits until a process has told its pid.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { SimpleExecutor } from '../../dist/executors/index.js'

const { command, options } = JSON.parse(process.argv[2])
const executor = new SimpleExecutor(command, options)
const verbs = {
  start: () => executor.start(),
  stop: () => executor.stop(),
  kill: () => executor.kill(),
  'kill at once': () => executor.kill({ wait: false }),
  'wait for exit': () => executor.waitForExit(),
  running: () => executor.running(),
  output: () => executor.output.text(),
  'give its pid to another'() {
    const { pid } = executor
    for (let attempt = 0; attempt < 1_000; attempt++) {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1))
      const other = spawn('sleep', ['300'], { stdio: 'ignore' })
      other.unref()
      if (other.pid === pid) return 'done'
      other.kill('SIGKILL')
    }
    return 'in vain'
  },
  async 'wait until stopped'() {
    while (executor.pid !== undefined) await setTimeout(2)
  },
}
async function meet(name) {
  while (!existsSync(`${process.env.PIDS}/${name}`)) await setTimeout(2)
}
for (const verb of process.argv.slice(3)) {
  try {
    const answer = await (verbs[verb] ?? (() => meet(verb.replace('meet ', ''))))()
    console.log(`${verb}: ${answer === executor ? 'ok' : JSON.stringify(answer)}`)
  } catch (error) {
    console.log(`${verb}: ${error.name}: ${error.message}`)
  }
}
console.log('done')
