// owns-fifteen.mjs: five executors of three processes each, of which one has a session of its own.
import { OutputExecutor } from 'vitest-mirakuru/executors'

const script = 'sleep 600 & one=$!; setsid sleep 600 & echo "pids $$ $one $!"; wait'
const all = Array.from(
  { length: 5 },
  () => new OutputExecutor(['sh', '-c', script], { banner: /pids .*\n/ }),
)
await Promise.all(all.map((executor) => executor.start()))
const pids = all.flatMap(({ output }) => /pids (.*)/.exec(output.text())[1].split(' '))
console.log(pids.join(' '))
setInterval(() => {}, 1e9)
