// says.mjs PORT: prints what it is sent before it answers; on stderr where it is sent to /stderr.
import { createServer } from 'node:http'

createServer((request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.once('end', () => {
    const stream = request.url === '/stderr' ? process.stderr : process.stdout
    stream.write(Buffer.concat(pieces), () => response.end())
  })
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'))
