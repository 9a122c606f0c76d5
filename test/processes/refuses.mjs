// refuses.mjs PORT STATUS BODY [LOCATION]: an HTTP server that gives everybody the same answer.
import { createServer } from 'node:http'

const [port, status, body, location] = process.argv.slice(2)
createServer((_request, response) => {
  response.statusCode = Number(status)
  if (location) response.setHeader('location', location)
  response.end(body)
}).listen(Number(port), '127.0.0.1')
