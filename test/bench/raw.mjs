import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Those that run, to be ended with the benchmark however it ends. */
const running = new Set()
process.on('exit', () => {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has gone.
    }
  }
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** The floor: what Node does by itself, with nothing around it. */
export function rawSpawn(command, options = {}) {
  const [file, ...args] = command.map(String)
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    ...options,
  })
  running.add(child.pid)
  child.once('exit', () => running.delete(child.pid))
  return child
}

/** Ends a process and its group, and waits for it. */
export async function rawEnd(child, signal = 'SIGKILL') {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  process.kill(-child.pid, signal)
  await gone
}

export function accepts(address) {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

export async function untilTrue(check, interval = 1) {
  while (!(await check())) await pause(interval)
}

/** A port that nobody listens on, below the range of outgoing connections. */
export async function freePort() {
  const port = randomInt(10_000, 32_000)
  const server = createServer()
  const isFree = await new Promise((resolve) => {
    server.once('error', () => resolve(false)).listen(port, () => resolve(true))
  })
  server.close()
  return isFree ? port : freePort()
}

export function isAlive(pid) {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
