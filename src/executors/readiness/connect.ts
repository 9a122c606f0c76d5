import type { NetConnectOpts, Socket } from 'node:net'
import { codeOf } from '../runtime/caught-error.ts'
import { setTimer, flushPipes } from '../runtime/clock.ts'
import type { Verdict } from './readiness.ts'

export interface ConnectLimits {
  /** Milliseconds. @default 1000 */
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for which the other side must not close it. @default 0 */
  readonly stay?: number | undefined
}

const TIMEOUT = 1_000

/** Tries once to connect, to a port or to a unix socket, and leaves at once. */
export async function connectOnce(
  address: NetConnectOpts,
  { timeout = TIMEOUT, signal, stay = 0 }: ConnectLimits,
): Promise<Verdict> {
  // Not all who declare a service connect to it.
  const { connect } = await import('node:net')
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
      if (isSelfConnected(socket)) settle('only itself')
      else if (stay === 0) settle()
      else {
        cancel()
        // In a thread that was busy, a timer comes before what has arrived meanwhile.
        cancel = setTimer(stay, () => void flushPipes().then(() => settle()))
        socket.once('data', () => settle()).once('end', () => settle('closed at once', true))
      }
    })
    socket.on('error', (error) => settle(codeOf(error)))
  })
}

/** Milliseconds in which the other side may say what it has to say, and close. */
const CLOSE_TIMEOUT = 1_000

/** In order: a server that writes at once, and minds no errors, would die of a reset. */
function closeGracefully(socket: Socket): void {
  if (socket.readyState !== 'open') {
    socket.destroy()
    return
  }
  socket.resume().end().unref()
  const cancel = setTimer(CLOSE_TIMEOUT, () => socket.destroy(), { ref: false })
  socket.once('close', cancel)
}

/** A connection to a closed port of the ephemeral range can be given that port, and meet itself. */
function isSelfConnected({ localPort, localAddress, remotePort, remoteAddress }: Socket): boolean {
  return localPort !== undefined && localPort === remotePort && localAddress === remoteAddress
}
