import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { foreignListener, holderOf } from '../../../../src/executors/process/tree/listeners.ts'

/** More than a page of /proc/net/tcp, which is how much one read of it answers with. */
const MANY = 120

test.skipIf(process.platform !== 'linux')('the holder of each of many ports is found', async () => {
  const servers: Server[] = []
  onTestFinished(() => {
    for (const server of servers) server.close()
  })
  while (servers.length < MANY) {
    const server = createServer().listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  const holders = new Set(ports.map((port) => holderOf(port)?.pid))
  expect([...holders]).toEqual([process.pid])
  const foreign = new Set(ports.map((port) => foreignListener(port, [])?.pid))
  expect([...foreign]).toEqual([process.pid])
  const self = { pid: process.pid, startTime: '' }
  expect(ports.filter((port) => foreignListener(port, [self]))).toEqual([])
})
