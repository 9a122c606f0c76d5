// leans-on.mjs PORT OTHER: answers requests at PORT with what the server at OTHER answers, to which it
// keeps a connection; without it, it gives up.
import { createServer, get } from 'node:http'
import { connect } from 'node:net'

const [port, other] = process.argv.slice(2).map(Number)
const giveUp = () => process.exit(3)
connect(other, '127.0.0.1').on('error', giveUp).on('close', giveUp)
createServer((_, response) => {
  get({ port: other, host: '127.0.0.1' }, (answer) => answer.pipe(response)).on('error', giveUp)
}).listen(port, '127.0.0.1')
