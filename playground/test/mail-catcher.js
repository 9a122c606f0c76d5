// mail-catcher.js PORT: accepts mails as the provider does, and prints them.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const server = createServer((request, response) => void take(request, response))

async function take(request, response) {
  const { to, subject } = await json(request)
  console.log(`To ${to}: ${subject}`)
  response.writeHead(202).end()
}

server.listen(Number(process.argv[2]), 'localhost')
