// complains.mjs PORT HOST: says that the address is taken, if it is, and stays, as watchers do.
import { createServer } from 'node:net'

const [port, host] = process.argv.slice(2)
createServer()
  .on('error', (error) => console.error(String(error)))
  .listen(Number(port), host)
setInterval(() => {}, 1_000)
