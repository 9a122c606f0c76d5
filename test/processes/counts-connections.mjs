// counts-connections.mjs PROGRAM: starts this server, and prints how many connections were tried in its network meanwhile.
import { readFileSync } from 'node:fs'
import { TCPExecutor } from 'vitest-mirakuru/executors'

const count = () => {
  const rows = readFileSync('/proc/self/net/snmp', 'utf8').match(/^Tcp: .*$/gm)
  const [names, values] = rows.map((row) => row.split(' '))
  return Number(values[names.indexOf('ActiveOpens')])
}

const before = count()
const port = 10_000
const executor = new TCPExecutor([process.execPath, process.argv[2], port], { port })
await executor.start()
console.log(count() - before)
await executor.stop()
