import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { codeOf } from '../runtime/caught-error.ts'
import { setTimer, flushPipes } from '../runtime/clock.ts'
import type { Verdict } from './readiness.ts'

export interface ConnectLimits {
  /** Milliseconds. @default 1000 */
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for which the connection must stay open. @default 0 */
  readonly stay?: number | undefined
}

const TIMEOUT = 1_000

/** Connects once to a port or a unix socket, and then disconnects. */
export function connectOnce(
  address: NetConnectOpts,
  { timeout = TIMEOUT, signal, stay = 0 }: ConnectLimits,
): Promise<Verdict> {
  return new Promise((resolve) => {
    const socket = connect(address)
    let cancel = setTimer(timeout, () => settle('no answer'))
    const abort = (): void => settle('aborted')
    const settle = (failure?: string, isReached?: boolean): void => {
      cancel()
      signal?.removeEventListener('abort', abort)
      closeGracefully(socket)
      resolve(
        failure === undefined ? { ready: true } : { ready: false, result: failure, isReached },
      )
    }
    signal?.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => {
      if (isSelfConnected(socket)) settle('connected only to itself')
      else if (stay === 0) settle()
      else {
        cancel()
        // In a busy thread, the timer fires before the input that arrived in the meantime.
        cancel = setTimer(stay, () => void flushPipes().then(() => settle()))
        socket.once('data', () => settle()).once('end', () => settle('closed at once', true))
      }
    })
    socket.on('error', (error) => settle(codeOf(error)))
  })
}

/** Milliseconds for the other side to finish and close the connection. */
const CLOSE_TIMEOUT = 1_000

/** Avoids a reset, which would crash a server that writes at once without an error handler. */
function closeGracefully(socket: Socket): void {
  if (socket.readyState !== 'open') {
    socket.destroy()
    return
  }
  socket.resume().end().unref()
  const cancel = setTimer(CLOSE_TIMEOUT, () => socket.destroy(), { ref: false })
  socket.once('close', cancel)
}

/** A connection to a closed ephemeral port can get the same port as its source, and connect to itself. */
function isSelfConnected({ localPort, localAddress, remotePort, remoteAddress }: Socket): boolean {
  return localPort !== undefined && localPort === remotePort && localAddress === remoteAddress
}
