import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bench, describe } from 'vitest'
import { SimpleExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { freePort } from '../executors/free-port.ts'

const server = fileURLToPath(new URL('../processes/tcp-server.mjs', import.meta.url))
const options = { time: 2_000 }

describe('start and stop a process', () => {
  bench(
    'SimpleExecutor',
    async () => {
      const executor = await new SimpleExecutor('sleep 100').start()
      await executor.stop()
    },
    options,
  )

  bench(
    'raw: spawn, kill, exit',
    async () => {
      const child = spawn('sleep', ['100'], { detached: true })
      await once(child, 'spawn')
      child.kill()
      await once(child, 'exit')
    },
    options,
  )
})

describe('start a TCP server in Node, and stop it', () => {
  bench(
    'TCPExecutor',
    async () => {
      const port = await freePort()
      const executor = await new TCPExecutor(['node', server, port], { port }).start()
      await executor.stop()
    },
    options,
  )

  bench(
    'raw: spawn, connect each millisecond, kill, exit',
    async () => {
      const port = await freePort()
      const child = spawn('node', [server, String(port)], { detached: true })
      while (!(await accepts(port))) await delay(1)
      child.kill()
      await once(child, 'exit')
    },
    options,
  )
})

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
