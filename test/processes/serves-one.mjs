// serves-one.mjs PORT HOST [ipv6Only]: greets its first client, and accepts no other.
import { createServer } from 'node:net'

const [port, host, only] = process.argv.slice(2)
const server = createServer((socket) => {
  server.close()
  socket.on('error', () => {}).write('hello')
})
server.listen({ port: Number(port), host, ipv6Only: only === 'ipv6Only' })
setInterval(() => {}, 1e6)
