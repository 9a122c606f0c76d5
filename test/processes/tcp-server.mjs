// tcp-server.mjs PORT HOST: accepts connections, and logs each of them.
import { createServer } from 'node:net'

const [port, host] = process.argv.slice(2)
const server = createServer((socket) => {
  console.log('connected')
  socket.on('error', () => {}).destroy()
})
server.listen(Number(port), host, () => console.log('listening'))
process.on('SIGTERM', () => process.exit(0))
