import { codeOf, settledWithin } from '../../executors/internal.ts'
import { connect, type Connection } from './connection.ts'

type Rows = readonly Record<string, unknown>[]

/** Codes of errors after which to try another connection, since the server was down. */
const LOST = /^(?:CONNECT|ECONN|EPIPE|57P0[123]|08)/
/** Milliseconds for a connection to close. */
const CLOSING = 1_000

class Lost extends Error {
  readonly code = 'CONNECTION_LOST'
}

interface Line {
  readonly connection: Connection
  /** Rejects when the connection is lost. A pending statement may not reject then. */
  readonly lost: Promise<never>
}

/** Runs statements one after the other on one connection, and opens a new one when it is lost. */
export class Client {
  readonly #url: string
  #settings: Readonly<Record<string, string>>
  #line: Promise<Line> | undefined

  constructor(url: string, settings: Readonly<Record<string, string>> = {}) {
    this.#url = url
    this.#settings = settings
  }

  /** Changes the settings of later statements. */
  async configure(settings: Readonly<Record<string, string>>): Promise<void> {
    this.#settings = settings
    await this.end()
  }

  /** Runs a statement, and runs it again if the connection was lost. */
  async run(statement: string): Promise<Rows> {
    try {
      return await this.#runOnce(statement)
    } catch (error) {
      if (!LOST.test(codeOf(error))) throw error
      void this.end()
      return this.#runOnce(statement)
    }
  }

  async end(): Promise<void> {
    const line = this.#line
    this.#line = undefined
    const connection = (await line?.catch(() => undefined))?.connection
    if (connection) await settledWithin(CLOSING, connection.end({ timeout: 0 }))
  }

  async #runOnce(statement: string): Promise<Rows> {
    this.#line ??= this.#open()
    const { connection, lost } = await this.#line
    return Promise.race([connection.unsafe(statement), lost])
  }

  async #open(): Promise<Line> {
    let onclose: (() => void) | undefined
    const lost = new Promise<never>((_resolve, reject) => {
      onclose = () => reject(new Lost('The connection to the server was lost'))
    })
    lost.catch(() => {})
    return { connection: await connect(this.#url, this.#settings, onclose), lost }
  }
}
