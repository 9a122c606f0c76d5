// listens.mjs KIND ADDRESS DELAY STAMP: after DELAY milliseconds it is ready in the way of KIND, and
// writes to the file STAMP when that was, by the clock that all processes have in common.
import { writeFileSync } from 'node:fs'

const [kind, address, delay, stamp] = process.argv.slice(2)
const note = () => stamp && writeFileSync(stamp, String(now))
let now = 0n
const ready = () => {
  now = process.hrtime.bigint()
  note()
}

const net = kind === 'http' ? await import('node:http') : await import('node:net')
const kinds = {
  tcp: () =>
    net
      .createServer((socket) => socket.on('error', () => {}).destroy())
      .listen(Number(address), '127.0.0.1', ready),
  http: () =>
    net
      .createServer((_, response) => response.end('ok'))
      .listen(Number(address), '127.0.0.1', ready),
  unix: () =>
    net.createServer((socket) => socket.on('error', () => {}).destroy()).listen(address, ready),
  file() {
    writeFileSync(address, String(process.pid))
    ready()
  },
  output() {
    now = process.hrtime.bigint()
    process.stdout.write('it listens\n')
    note()
  },
}
setTimeout(() => kinds[kind](), Number(delay))
setInterval(() => {}, 1e9)
process.on('SIGTERM', () => process.exit(0))
