import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { Database } from './database.js'
import { Mailer } from './mailer.js'
import { Orders } from './orders.js'
import { answer } from './routes.js'

const { values: args } = parseArgs({
  options: {
    host: { type: 'string', default: 'localhost' },
    port: { type: 'string', default: '3000' },
  },
})

const database = new Database(process.env.DATABASE_URL)
const orders = new Orders(database, new Mailer(process.env.MAIL_URL))
const server = createServer((request, response) => void respond(request, response))

async function respond(request, response) {
  const [status, body] = await answer(request, { database, orders })
  const connection = server.listening ? 'keep-alive' : 'close'
  const headers = { connection, 'content-type': 'application/json' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}

server.listen(Number(args.port), args.host, () => {
  console.log(`Orders are taken on http://${args.host}:${args.port}`)
})

// Pending requests are answered first. Connections to PostgreSQL end with the process, even if PostgreSQL hangs.
process.once('SIGTERM', () => server.close(() => process.exit()))
