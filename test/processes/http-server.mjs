// http-server.mjs PORT [CERTIFICATE]: answers with the status that the path names, or never on /never,
// and prints each request as JSON. The certificate is a PEM file with its key.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

const [port, certificate] = process.argv.slice(2)
let requests = 0
const pem = certificate && readFileSync(certificate)
const server = pem ? createTlsServer({ key: pem, cert: pem }, answer) : createServer(answer)
server.listen(Number(port), '127.0.0.1', () => console.log('listening'))

function answer(request, response) {
  const { method, url, headers } = request
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    console.log(JSON.stringify({ method, url, headers, body }))
    if (url === '/never') return
    response.statusCode = url === '/third' && ++requests < 3 ? 503 : statusIn(url)
    response.end()
  })
}

function statusIn(url) {
  return Number(/\d{3}/.exec(url)?.[0] ?? 200)
}
