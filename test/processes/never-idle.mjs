// never-idle.mjs PORT: a server that wakes up each five milliseconds.
import { createServer } from 'node:net'

createServer().listen(Number(process.argv[2]), '127.0.0.1')
setInterval(() => {}, 5)
