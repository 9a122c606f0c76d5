// serves-with-child.mjs PORT: answers with its pid and that of its child.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'

const [port] = process.argv.slice(2)
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { stdio: 'ignore' })
createServer((_, response) => response.end(JSON.stringify([process.pid, child.pid]))).listen(
  Number(port),
  '127.0.0.1',
  () => console.log(`ready with ${child.pid}`),
)
