// answers-tls.mjs PORT KEY CERTIFICATE: an HTTPS server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const [port, key, cert] = process.argv.slice(2)
createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
  response.end('ok')
}).listen(Number(port), '127.0.0.1')
