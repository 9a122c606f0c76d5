// unix-server.mjs PATH: accepts connections on a unix socket.
import { createServer } from 'node:net'

const server = createServer((socket) => socket.on('error', () => {}).destroy())
server.listen(process.argv[2], () => console.log('listening'))
process.on('SIGTERM', () => process.exit(0))
