import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'undici'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Where a program stands. */
interface Pause {
  readonly hitBreakpoints?: readonly string[]
  readonly reason: string
  readonly callFrames: readonly { readonly callFrameId: string }[]
}

/** A client of the inspector protocol, as editors are. */
export class Debugger implements Disposable {
  readonly #socket: WebSocket
  readonly #events = new EventEmitter()
  #sent = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message
      this.#events.emit(message.method ?? `answer ${message.id}`, message)
    })
  }

  static async attach(address: string): Promise<Debugger> {
    const socket = new WebSocket(address)
    await once(socket, 'open')
    return new Debugger(socket)
  }

  async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#sent
    const answered = once(this.#events, `answer ${id}`)
    this.#socket.send(JSON.stringify({ id, method, params }))
    const [{ result, error }] = (await answered) as [Message]
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  /** Sends, and resolves when the program is at its next stop. */
  async untilPaused(method: string): Promise<Pause> {
    const paused = once(this.#events, 'Debugger.paused')
    await this.send(method)
    const [{ params }] = (await paused) as [Message]
    return params as Pause
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}
