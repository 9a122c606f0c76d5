import { on, once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A client of a server that talks in text, as Redis and memcached do. Connects when it has to. */
export class TextClient {
  readonly #address: { readonly host: string; readonly port: number }
  #socket: Socket | undefined

  constructor(address: { readonly host: string; readonly port: number }) {
    this.#address = address
  }

  /**
   * Resolves with the first group of the answer, once the whole expression matches it.
   *
   * @param patience milliseconds
   * @throws when it is refused, cut off or out of patience; it is not connected then.
   */
  async ask(request: string, answer: RegExp, patience = 10_000): Promise<string | undefined> {
    const signal = AbortSignal.timeout(patience)
    try {
      const socket = await this.#connected(signal)
      socket.write(`${request}\r\n`)
      let text = ''
      for await (const [piece] of on(socket, 'data', { signal, close: ['close'] })) {
        text += String(piece)
        const match = answer.exec(text)
        if (match) return match[1]
      }
      throw new Error(`Cut off after ${JSON.stringify(text)}`)
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    this.#socket?.destroy()
  }

  async #connected(signal: AbortSignal): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket
    const socket = connect(this.#address)
    this.#socket = socket
    await once(socket, 'connect', { signal })
    // What ends it is told by the answer that does not come.
    socket.on('error', () => {}).on('end', () => socket.destroy())
    return socket
  }
}
