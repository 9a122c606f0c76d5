// looks-before.mjs PORT OPEN LATER: listens for OPEN milliseconds to see whether the port is free, and
// serves on it LATER milliseconds after that.
import { createServer } from 'node:http'

const [port, open, later] = process.argv.slice(2).map(Number)
const look = createServer()
const close = () => look.close(() => setTimeout(serve, later))
look.listen(port, '127.0.0.1', () => (open === 0 ? close() : setTimeout(close, open)))

function serve() {
  console.log('looked')
  createServer((_, response) => response.end()).listen(port, '127.0.0.1', () =>
    console.log('serves'),
  )
}
