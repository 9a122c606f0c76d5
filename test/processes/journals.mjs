// journals.mjs NAME [PORT]: notes its start and its stop in the file JOURNAL, and answers any request.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [name, port = 0] = process.argv.slice(2)
const note = (...words) => appendFileSync(process.env.JOURNAL, `${words.join(' ')}\n`)
note('start', name, process.pid)
process.once('SIGTERM', () => {
  note('stop', name)
  process.exit()
})
createServer((_, response) => response.end(name)).listen(Number(port), '127.0.0.1', () =>
  console.log('ready'),
)
