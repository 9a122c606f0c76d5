// silent.mjs PORT [TEXT]: accepts connections, answers each with a text at most, and keeps it open.
import { createServer } from 'node:net'

const [port, text = ''] = process.argv.slice(2)
createServer((socket) => {
  socket.on('error', () => {}).resume()
  if (text) socket.write(JSON.parse(`"${text}"`))
}).listen(Number(port), '127.0.0.1')
