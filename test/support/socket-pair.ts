import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

/** Both ends of a connection over a unix socket; they end with the test. */
export async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer()
  const path = join(await temporaryDirectory(), 's')
  await once(server.listen(path), 'listening')
  const near = connect(path)
  const [far] = (await once(server, 'connection')) as [Socket]
  server.close()
  onTestFinished(() => {
    near.destroy()
    far.destroy()
  })
  return [near.on('error', () => {}), far.on('error', () => {})]
}
