import { once } from 'node:events'
import { mkdirSync, readFileSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  HTTPExecutor,
  OutputExecutor,
  PidExecutor,
  TCPExecutor,
  UnixSocketExecutor,
} from 'vitest-mirakuru/executors'
import { interleave } from '../interleave.mjs'
import { loadDevServer, loadProol, loadWaitOn } from '../peers.mjs'
import { playwrightReady } from '../playwright.mjs'
import { programPath } from '../programs.mjs'
import { accepts, freePort, rawEnd, rawSpawn, untilTrue } from '../raw.mjs'
import { scratchPath } from '../scratch.mjs'

export const title = 'Time lost between the moment a server is ready and the moment one knows'

/** Milliseconds, evenly spread from 20 to 2000; the same for all subjects of a round. */
const delayOf = (round, rounds) =>
  20 + (1980 * (((round + rounds) * 7) % rounds)) / (rounds - 1 || 1)

export async function measure({ rounds = 15 }) {
  const [waitOn, devServer, prool] = [await loadWaitOn(), await loadDevServer(), await loadProol()]
  const kinds = [
    {
      kind: 'tcp',
      target: 2,
      own: (command, port) => new TCPExecutor(command, { port }),
      floor: (_, port) => untilTrue(() => accepts({ port, host: '127.0.0.1' })),
      waitOn: (port) => `tcp:127.0.0.1:${port}`,
      devServer: (port) => ({ port, host: '127.0.0.1' }),
      playwright: (port) => ({ port }),
    },
    {
      kind: 'http',
      target: 4,
      own: (command, port) => new HTTPExecutor(command, { url: `http://127.0.0.1:${port}/` }),
      floor: (_, port) =>
        untilTrue(() =>
          fetch(`http://127.0.0.1:${port}/`).then(
            () => true,
            () => false,
          ),
        ),
      waitOn: (port) => `http-get://127.0.0.1:${port}/`,
      devServer: (port) => ({ port, host: '127.0.0.1', protocol: 'http' }),
      playwright: (port) => ({ url: `http://127.0.0.1:${port}/` }),
    },
    {
      kind: 'output',
      target: 2,
      own: (command) => new OutputExecutor(command, { banner: 'it listens' }),
      floor: (child) => once(child.stdout, 'data'),
      playwright: () => ({ wait: { stdout: /it listens/ } }),
      prool: /it listens/,
    },
    {
      kind: 'file',
      target: 1,
      own: (command, filename) => new PidExecutor(command, { filename }),
      floor: (_, path) => changed(path),
      waitOn: (path) => `file:${path}`,
    },
    {
      kind: 'unix',
      target: 1,
      own: (command, socketPath) => new UnixSocketExecutor(command, { socketPath }),
      floor: (_, path) => untilTrue(() => accepts({ path })),
      waitOn: (path) => `socket:${path}`,
    },
  ]
  const groups = []
  for (const { kind, target, ...ways } of kinds) {
    const subject = (name, role, way, more) =>
      way && {
        subject: name,
        role,
        ...more,
        measure: (round) => lost(kind, delayOf(round, rounds), way),
      }
    const measurements = await interleave(rounds, [
      subject('floor: events, or a look each ms', 'floor', rawly(ways.floor)),
      subject('vitest-mirakuru', 'own', owned(ways.own)),
      waitOn && subject('wait-on', 'peer', ways.waitOn && waitingOn(waitOn, ways.waitOn)),
      devServer &&
        subject('vitest-dev-server', 'peer', ways.devServer && served(devServer, ways.devServer)),
      prool && subject('prool', 'peer', ways.prool && pooled(prool, ways.prool)),
      subject('Playwright webServer', 'peer', await playwrightReady(ways.playwright), { every: 3 }),
    ])
    groups.push({
      title: kind,
      unit: 'ms',
      measurements,
      target: {
        text: `median ${target} ms, max 10`,
        holds: ({ own }) => own.median <= target && own.max <= 10,
      },
    })
  }
  return groups
}

/** @param way is given the command and where it will be found; answers with the moment and the way to end it */
async function lost(kind, delay, way) {
  const folder = scratchPath('ready')
  mkdirSync(join(folder, 'stamp'), { recursive: true })
  const stamp = join(folder, 'stamp/when')
  const isPort = kind === 'tcp' || kind === 'http'
  const address = isPort ? await freePort() : join(folder, 'it')
  const { at, end } = await way(
    [process.execPath, programPath('listens.mjs'), kind, address, delay, stamp],
    address,
  )
  let then
  await untilTrue(() => (then = read(stamp)) !== '')
  await end?.()
  return Number(at - BigInt(then)) / 1e6
}

/** A server may be found a little before it knows that itself. */
function read(stamp) {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return ''
  }
}

function owned(construct) {
  return async (command, address) => {
    const executor = await construct(command, address).start()
    return { at: process.hrtime.bigint(), end: () => executor.stop() }
  }
}

function rawly(wait) {
  return async (command, address) => {
    const child = rawSpawn(command)
    await wait(child, address)
    return { at: process.hrtime.bigint(), end: () => rawEnd(child) }
  }
}

function waitingOn(waitOn, resourceOf) {
  return rawly((_, address) => waitOn({ resources: [resourceOf(address)], timeout: 30_000 }))
}

function served({ setup, teardown }, configOf) {
  return async (command, address) => {
    const servers = await setup({
      command: command.join(' '),
      ...configOf(address),
      launchTimeout: 30_000,
    })
    return { at: process.hrtime.bigint(), end: () => teardown(servers) }
  }
}

function pooled({ Instance }, banner) {
  return async ([file, ...args]) => {
    const define = Instance.define(() => {
      let child
      return {
        name: 'listens',
        host: 'localhost',
        port: 1,
        async start() {
          child = rawSpawn([file, ...args])
          for await (const data of child.stdout) if (banner.test(String(data))) return
        },
        stop: () => rawEnd(child),
      }
    })
    const instance = define()
    await instance.start()
    return { at: process.hrtime.bigint(), end: () => instance.stop() }
  }
}

function changed(path) {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), (_, name) => {
      if (!path.endsWith(`/${name}`)) return
      watcher.close()
      resolve()
    })
  })
}
