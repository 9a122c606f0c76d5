// listens-at.mjs PATH: accepts connections on a unix socket.
import { createServer } from 'node:net'

createServer((socket) => socket.end()).listen(process.argv[2])
