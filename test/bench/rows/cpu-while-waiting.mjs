import { once } from 'node:events'
import { HTTPExecutor, OutputExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { interleave } from '../interleave.mjs'
import { loadDevServer, loadWaitOn } from '../peers.mjs'
import { programPath } from '../programs.mjs'
import { freePort, rawEnd, rawSpawn } from '../raw.mjs'

export const title = 'Processor time spent while waiting for a server that takes 2 s'

export async function measure({ rounds = 3 }) {
  const [waitOn, devServer] = [await loadWaitOn(), await loadDevServer()]
  const measurements = await interleave(rounds, [
    { subject: 'floor: spawn, and an event', role: 'floor', measure: rawly },
    { subject: 'the same, and a timer of 2 ms that does nothing', role: 'more', measure: ticking },
    {
      subject: 'vitest-mirakuru, TCP',
      role: 'own',
      measure: own('tcp', (command, port) => new TCPExecutor(command, { port })),
    },
    {
      subject: 'vitest-mirakuru, HTTP',
      role: 'own',
      measure: own(
        'http',
        (command, port) => new HTTPExecutor(command, { url: `http://127.0.0.1:${port}/` }),
      ),
    },
    {
      subject: 'vitest-mirakuru, output',
      role: 'own',
      measure: own('output', (command) => new OutputExecutor(command, { banner: 'it listens' })),
    },
    waitOn && { subject: 'wait-on, TCP', role: 'peer', measure: () => waitingOn(waitOn) },
    devServer && {
      subject: 'vitest-dev-server, TCP',
      role: 'peer',
      measure: () => served(devServer),
    },
  ])
  const target = { text: '20 ms', holds: ({ own }) => own.median <= 20 }
  return [{ title: 'a boot of 2 s', unit: 'ms', measurements, target }]
}

const own = (kind, construct) => async () => {
  const port = await freePort()
  const executor = construct(commandOf(kind, port), port)
  return spent(
    () => executor.start(),
    () => executor.stop(),
  )
}

const commandOf = (kind, address) => [
  process.execPath,
  programPath('listens.mjs'),
  kind,
  address,
  2_000,
]

async function spent(body, end) {
  const before = process.cpuUsage()
  await body()
  const { user, system } = process.cpuUsage(before)
  await end()
  return (user + system) / 1000
}

function rawly() {
  let child
  const wait = () => once((child = rawSpawn(commandOf('output', ''))).stdout, 'data')
  return spent(wait, () => rawEnd(child))
}

async function ticking() {
  const timer = setInterval(() => {}, 2)
  const spent = await rawly()
  clearInterval(timer)
  return spent
}

async function waitingOn(waitOn) {
  const port = await freePort()
  let child
  const wait = () => {
    child = rawSpawn(commandOf('tcp', port))
    return waitOn({ resources: [`tcp:127.0.0.1:${port}`] })
  }
  return spent(wait, () => rawEnd(child))
}

async function served({ setup, teardown }) {
  const port = await freePort()
  let servers
  const wait = async () => {
    servers = await setup({
      command: commandOf('tcp', port).join(' '),
      port,
      host: '127.0.0.1',
      launchTimeout: 30_000,
    })
  }
  return spent(wait, () => teardown(servers))
}
