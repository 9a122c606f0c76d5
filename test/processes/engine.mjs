// engine.mjs serve SOCKET: starts and ends processes on request, as dockerd does for containers.
// engine.mjs run SOCKET NAME: has one started, prints its pid, and stays; rm SOCKET NAME: has it ended.
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'

const [verb, socket, name] = process.argv.slice(2)

if (verb === 'serve') {
  const containers = new Map()
  createServer((client) => {
    client.setEncoding('utf8').once('data', (request) => {
      const [wanted, container] = request.split(' ')
      if (wanted === 'run') containers.set(container, spawn('sleep', ['1000']))
      const child = containers.get(container)
      if (wanted === 'rm') child?.kill('SIGKILL')
      client.end(String(child?.pid))
    })
  }).listen(socket, () => console.log('serving'))
} else {
  const client = connect(socket)
  client.write(`${verb} ${name}`)
  const pid = await text(client)
  if (pid === 'undefined') throw new Error(`no container ${name}`)
  console.log(`container ${pid}`)
  if (verb === 'run') setInterval(() => {}, 1000)
}
