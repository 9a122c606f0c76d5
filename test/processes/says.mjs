// says.mjs PORT: prints what it is sent, before it answers; with /later, soon after; to stderr with /stderr.
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

createServer(async (request, response) => {
  const pieces = await request.toArray()
  const text = Buffer.concat(pieces)
  if (request.url === '/later') {
    response.end()
    await delay(2)
  }
  process[request.url === '/stderr' ? 'stderr' : 'stdout'].write(text, () => response.end())
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'))
