import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { onTestFinished } from 'vitest'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/**
 * Serves the files of a folder until the test ends. Returns the URL of the folder.
 *
 * @param onRequest called with the path of each request
 */
export async function serve(folder: string, onRequest?: (path: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    onRequest?.(pathname)
    const path = join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    readFile(path).then(
      (bytes) =>
        response
          .setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
          .end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
