import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { DatabaseMaker } from '../../src/presets/postgres/maker.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** A server that takes connections and answers nothing, as a paused one does. */
async function silentServer(): Promise<{ readonly url: string; readonly asked: Promise<unknown> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `postgres://ann@127.0.0.1:${port}/postgres`, asked: once(server, 'connection') }
}

test('a server that hangs holds up its stop for less than two seconds', async () => {
  const { url, asked } = await silentServer()
  const layer = {
    name: 'orders',
    parent: undefined,
    prepare: undefined,
    seed: undefined,
    inputs: [],
    cwd: undefined,
  }
  const maker = new DatabaseMaker(url, layer, await temporaryDirectory(), () => {})
  maker.take(new AbortController().signal).catch(() => {})
  await asked
  const begun = performance.now()
  await maker.end('server-ends')
  // A busy machine adds to it. It was six seconds.
  expect(performance.now() - begun).toBeLessThan(4_500)
})
