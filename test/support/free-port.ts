import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A port that nobody listens on, on either loopback, drawn from below the range that the system hands
 * out to outgoing connections.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000)
  const answers = [await canListen(port, '127.0.0.1'), await canListen(port, '::1')]
  return answers.includes(false) ? freePort() : port
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host }, () => server.close(() => resolve(true)))
  })
}
