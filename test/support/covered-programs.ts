/** Each program listens on the port that it is given, and prints it. */
const listening = `server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(server.address().port))`
export const PROGRAMS = {
  'src/dies.mjs': `
import { createServer } from 'node:http'
import { answer } from './answers.mjs'
import { inService } from './both.mjs'
inService()
const hosts = new Set()
hosts.add('here')
const server = createServer(({ url }, response) => response.end(answer(url)))
${listening}
`,
  'src/answers.mjs': `
export function answer(url) {
  if (url === '/hello') {
    return 'hello'
  }
  if (url === '/nobody') {
    const asks = 'this'
    return asks
  }
  const others = ['a', 'b'].map((one) => {
    return one.toUpperCase()
  })
  return others.join('')
}
`,
  'src/handles.mjs': `
import { createServer } from 'node:http'
import './excluded.mjs'
import '../tools/outside.mjs'
const server = createServer((_, response) => response.end('handles'))
process.once('SIGTERM', () => {
  const code = 0
  server.close(() => {
    process.exit(code)
  })
  server.closeAllConnections()
})
process.on('SIGHUP', () => {
  process.exit(1)
})
${listening}
`,
  'src/company.mjs': `
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
const thread = new Worker(new URL('./thread.mjs', import.meta.url))
const child = fork(new URL('./child.mjs', import.meta.url))
const server = createServer((_, response) => {
  thread.once('message', () => {
    child.once('message', () => response.end('company'))
    child.send('one')
  })
  thread.postMessage('one')
})
${listening}
`,
  'src/thread.mjs': `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', (message) => {
  if (message === 'another') {
    process.exit(1)
  }
  parentPort.postMessage('thread')
})
`,
  'src/child.mjs': `
process.on('message', (message) => {
  if (message === 'another') {
    process.exit(1)
  }
  process.send('child')
})
`,
  'src/crashes.mjs': `
import { createServer } from 'node:http'
const server = createServer(({ url }, response) => {
  if (url === '/crash') {
    throw new Error('crashed')
  }
  response.end('not yet')
})
${listening}
`,
  'src/waits.mjs': `
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
const answers = []
async function work(names) {
  for (const name of names) {
    await sleep(150)
    if (name === 'never') {
      answers.push('never')
    }
    answers.push(name)
  }
  return answers
}
await work(['a', 'b'])
await import('./late.mjs')
const server = createServer((_, response) => {
  response.end(answers.join(' '))
})
${listening}
`,
  'src/late.mjs': `
export function late() {
  const never = 'called'
  return never
}
`,
  'src/clustered.mjs': `
import cluster from 'node:cluster'
import { createServer } from 'node:http'
if (cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
} else {
  const server = createServer(({ url }, response) => {
    if (url === '/nobody') {
      response.end('never')
    }
    response.end('clustered')
  })
  ${listening}
}
`,
  'src/imported.mjs': `
export const given = 'imported'
export function imported() {
  const never = 'called'
  return never
}
`,
  'src/excluded.mjs': `
export const excluded = 'loaded'
`,
  'tools/outside.mjs': `
export const outside = 'loaded'
`,
  'src/bundled.ts': `
import { createServer, type IncomingMessage } from 'node:http'

interface Answer {
  readonly text: string
}
function answer(request: IncomingMessage): Answer {
  if (request.url === '/nobody') {
    const text: string = 'asks this'
    return { text }
  }
  const text: string = 'bundled'
  return { text } satisfies Answer
}
const server = createServer((request, response) => {
  response.end(answer(request).text)
})
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(Object(server.address()).port))
`,
  'src/both.mjs': `
export const here = process.argv[2] ? 'service' : 'test'
export function inService() {
  const where = here
  return where
}
export function inTest() {
  const where = here
  return where
}
`,
  'src/untouched.mjs': `
export function untouched() {
  return 'untouched'
}
`,
}
