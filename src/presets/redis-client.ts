import { URL } from 'node:url'
import { Buffer } from 'node:buffer'
import { afterTimeLimit, bare } from '../executors/internal.ts'
import { connect, type Socket } from 'node:net'

/** Milliseconds for the connection and all commands. */
const PATIENCE = 5_000

/** The most characters of all answers. */
const MOST = 64 * 1024

/**
 * Sends commands with one-line answers, on a connection of its own.
 *
 * @throws Error with the refusal of the server, or the error of the system when there is no answer.
 */
export async function askRedis(
  url: string,
  commands: readonly (readonly string[])[],
  signal: AbortSignal = afterTimeLimit(PATIENCE),
): Promise<string[]> {
  const parsed = new URL(url)
  const asked = [...logIn(parsed), ...commands]
  const socket = await open(parsed)
  try {
    socket.write(asked.map(encode).join(''))
    const answers = await readLines(socket, asked.length, signal)
    const refused = answers.find((answer) => answer.startsWith('-'))
    if (refused !== undefined) throw new Error(refused.slice(1))
    return answers.slice(-commands.length)
  } finally {
    socket.destroy()
  }
}

async function open(url: URL): Promise<Socket> {
  const address = { host: bare(url), port: Number(url.port) || 6379 }
  if (url.protocol !== 'rediss:') return connect(address)
  const tls = await import('node:tls')
  return tls.connect({ ...address, servername: address.host })
}

function logIn({ username, password }: URL): string[][] {
  if (password === '') return []
  const [user, word] = [username, password].map(decodeURIComponent)
  return [user ? ['AUTH', user, word ?? ''] : ['AUTH', word ?? '']]
}

function encode(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}

function readLines(socket: Socket, count: number, signal: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = ''
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    socket.once('error', reject).once('close', () => {
      reject(new Error('it closed the connection'))
    })
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      if (text.length > MOST) reject(new Error('its response is longer than any response of Redis'))
      const lines = text.split('\r\n').slice(0, -1)
      if (lines.length >= count) resolve(lines.slice(0, count))
    })
    socket.once('close', () => signal.removeEventListener('abort', abort))
  })
}
