// answers.mjs PORT [HOST]: an HTTP server that says where it listens. `/status/204` answers with that
// status, anything else with the request and the environment as JSON.
import { createServer } from 'node:http'

const [port, host = '127.0.0.1'] = process.argv.slice(2)
const server = createServer((request, response) => {
  const { method, url, headers } = request
  const { pid, env } = process
  response.statusCode = Number(/^\/status\/(\d+)$/.exec(url)?.[1] ?? 200)
  let body = ''
  request
    .on('data', (chunk) => (body += chunk))
    .on('end', () => response.end(JSON.stringify({ method, url, headers, body, pid, env })))
})
server.listen(Number(port), host, () => console.log(`listening on port ${server.address().port}.`))
