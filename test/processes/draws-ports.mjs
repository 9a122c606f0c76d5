// draws-ports.mjs COUNT: sets ports aside for so many services, prints them, and keeps them until the end
// of its input.
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const source = fileURLToPath(new URL('../../src/fixtures/start/ports.ts', import.meta.url))
const vite = await createServer({
  configFile: false,
  logLevel: 'silent',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false, watch: null },
})
const { reservePort } = await vite.ssrLoadModule(source)

const count = Number(process.argv[2])
const reserved = await Promise.all(Array.from({ length: count }, reservePort))
console.log(JSON.stringify(reserved.map(({ port }) => port)))
process.stdin.resume().on('end', () => {
  for (const one of reserved) one.release()
  void vite.close()
})
