import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { service, tcp } from 'vitest-mirakuru'

/** The received mails. The test can read them, because the server is in its own process. */
export const inbox: string[] = []

export const mailServer = service('inbox', {
  ready: tcp(),
  async start({ host, port }) {
    const server = createServer((request, response) => void take(request, response))
    await once(server.listen(port, host), 'listening')
    return {
      url: `http://${host}:${port}`,
      async stop() {
        server.closeAllConnections()
        await server[Symbol.asyncDispose]()
      },
    }
  },
})

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  inbox.push(await text(request))
  response.writeHead(202).end()
}
