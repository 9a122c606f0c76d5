import { codeOf, now, settledWithin } from '../../executors/internal.ts'
import { ANSWERS, CONNECTION_CLOSES } from './bounds.ts'
import { connect, type Connection } from './connection.ts'

export type Rows = readonly Record<string, unknown>[]

/** Runs a statement. */
export type Ask = (statement: string) => Promise<Rows>

/** Codes of errors after which to try another connection, since the server was down. */
const LOST = /^(?:CONNECT|ECONN|EPIPE|57P0[123]|08)/

class Lost extends Error {
  readonly code = 'CONNECTION_LOST'
}

interface Line {
  readonly connection: Connection
  /** Rejects when the connection is lost. A pending statement may not reject then. */
  readonly lost: Promise<never>
}

/** Prepares a connection that has been opened. */
type Begin = (connection: Connection) => Promise<void>

/** Runs statements one after the other on one connection, and opens a new one when it is lost. */
export class Client {
  readonly #url: string
  readonly #begin: Begin
  #line: Promise<Line> | undefined
  /** The connection of the line, known before the line is ready, so that one to a server that hangs can be closed. */
  #connection: Connection | undefined
  #hasEnded = false
  #isSilent = false
  /** Settles when all statements so far have ended. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(url: string, begin: Begin) {
    this.#url = url
    this.#begin = begin
  }

  /** Runs a statement, and runs it again if the connection was lost. */
  run(statement: string): Promise<Rows> {
    return this.#inTurn(async () => {
      try {
        return await this.#runOnce(statement)
      } catch (error) {
        if (this.#hasEnded || !LOST.test(codeOf(error))) throw error
        void this.#close()
        return this.#runOnce(statement)
      }
    })
  }

  /** Waits for work that runs statements here, up to `patience` milliseconds, but not on a server that hangs. */
  async settle(work: Promise<unknown>, patience: number): Promise<void> {
    const end = now() + patience
    const left = (): number => Math.min(ANSWERS, end - now())
    while (left() > 0 && !(await settledWithin(left(), work))) {
      this.#isSilent = !(await this.#answers(left()))
      if (this.#isSilent) return
    }
  }

  /**
   * Ends after the current statement, because a server may hang if it is stopped while it copies a database.
   * Statements that have not begun fail.
   *
   * @param patience milliseconds
   */
  async end(patience: number): Promise<void> {
    this.#hasEnded = true
    if (!this.#isSilent && patience > 0) await settledWithin(patience, this.#last)
    await this.#close()
  }

  /** Whether the server answers on another connection. A refusal is an answer, too. */
  async #answers(patience: number): Promise<boolean> {
    const connection = await connect(this.#url)
    const hasAnswered = await settledWithin(patience, connection.unsafe('select 1'))
    void connection.end({ timeout: 0 })
    return hasAnswered
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.#hasEnded) throw new Lost('The client has ended')
      return work()
    })
    this.#last = result.catch(() => {})
    return result
  }

  async #close(): Promise<void> {
    const connection = this.#connection
    this.#line = undefined
    this.#connection = undefined
    if (connection) await settledWithin(CONNECTION_CLOSES, connection.end({ timeout: 0 }))
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
    const connection = await connect(this.#url, onclose)
    if (this.#hasEnded) throw new Lost('The client has ended')
    this.#connection = connection
    try {
      await Promise.race([this.#begin(connection), lost])
    } catch (error) {
      // The next statement opens another one: the server may only have been busy.
      void this.#close()
      throw error
    }
    return { connection, lost }
  }
}
