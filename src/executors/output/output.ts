import { newAbortController, anySignal } from '../runtime/abort.ts'
import type { StreamName, StreamChoice } from './streams.ts'
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { tailOf } from '../../printable.ts'
import {
  ABORT_SIGNAL,
  checkOptions,
  checkValue,
  MARK,
  MILLISECONDS,
  PATTERN,
  required,
  type Rules,
  STREAM,
} from '../options/rules.ts'
import { withoutOwnFrames } from '../../user-stack.ts'
import type { Conceal } from '../secrets/conceal.ts'
import { now, afterTimeLimit } from '../runtime/clock.ts'
import { History } from './history.ts'
import { describePattern } from './describe-pattern.ts'
import { PatternWatch, type PatternMatch } from './pattern-watch.ts'
import { endOfWhole, WholeCharacters } from './whole-characters.ts'

/** Bytes of output to keep in memory for each executor. */
const HISTORY_SIZE = 1024 * 1024

/** Bytes that listeners get at once. The garbage collector frees small strings earlier. */
const CHUNK_SIZE = 16 * 1024

type Listener = (text: string, stream: StreamName) => void

/** Options of `waitFor()`. */
export interface WaitOptions {
  /** The stream to search. @default 'both' */
  readonly stream?: StreamChoice | undefined
  /** Milliseconds. @default no limit */
  readonly timeout?: number | undefined
  /** Searches only the output after this `mark()`. @default all kept output */
  readonly since?: number | undefined
  /** Aborts the wait with its reason. */
  readonly signal?: AbortSignal | undefined
}

const WAIT_RULES: Rules<WaitOptions> = {
  stream: STREAM,
  timeout: MILLISECONDS,
  since: MARK,
  signal: ABORT_SIGNAL,
}

/** @throws TypeError when an option is invalid. */
export function checkWaitOptions(options: WaitOptions): void {
  checkOptions(options, WAIT_RULES, 'waitFor()')
}

/**
 * The output of a process, across all of its restarts. It is always read, even if nobody uses it. Only the
 * newest mebibyte is kept. If output was dropped, the first line says so.
 */
export class Output {
  readonly #history = new History(HISTORY_SIZE)
  readonly #listeners = new Set<Listener>()
  /** Aborted when the process has closed its output. */
  #end = newAbortController()
  readonly #open = new Set<StreamName>()
  readonly #conceal: Conceal
  #printedAt = 0

  /** @param conceal removes secrets from the output that errors quote */
  constructor(conceal: Conceal = (text) => text) {
    this.#conceal = conceal
  }

  /** All kept output of both streams, in order of arrival. */
  text(): string {
    return this.#textWithNotice('both')
  }

  /** The lines of `text()`. */
  lines(): string[] {
    const text = this.text()
    return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
  }

  /** The kept standard output. */
  get stdout(): string {
    return this.#textWithNotice('stdout')
  }

  /** The kept standard error. */
  get stderr(): string {
    return this.#textWithNotice('stderr')
  }

  /** The current end of the output, for `waitFor(pattern, { since })`. */
  mark(): number {
    return this.#history.total
  }

  /** The kept output after a `mark()`. */
  since(mark: number): string {
    checkValue('the mark', MARK, mark)
    return this.#history.text('both', mark)
  }

  /**
   * Resolves with the first match in the kept or the future output. A string matches literally. Control
   * sequences, such as colours, are ignored.
   *
   * @throws Error when the process closes its output without a match; a `TimeoutError` after `timeout`; the
   * reason of `signal`.
   */
  async waitFor(pattern: string | RegExp, options: WaitOptions = {}): Promise<PatternMatch> {
    checkOptions({ pattern }, { pattern: required(PATTERN) }, 'waitFor()')
    checkWaitOptions(options)
    const { stream, since, timeout, signal } = options
    const watch = this.watch(pattern, { stream, since })
    const limits = [
      this.#end.signal,
      ...(signal ? [signal] : []),
      ...(timeout === undefined ? [] : [afterTimeLimit(timeout)]),
    ]
    const end = (): void => watch.end()
    this.#end.signal.addEventListener('abort', end, { once: true })
    if (this.#end.signal.aborted) end()
    try {
      return await watch.matched(anySignal(limits))
    } catch (reason) {
      if (signal?.aborted) throw reason
      throw this.#notFoundError(
        describePattern(pattern, stream, ' was not printed'),
        timeout,
        since,
      )
    } finally {
      this.#end.signal.removeEventListener('abort', end)
      watch[Symbol.dispose]()
    }
  }

  /** Searches for a pattern until it matches or the watch is disposed. @internal */
  watch(
    pattern: string | RegExp,
    { stream = 'both', since }: Pick<WaitOptions, 'stream' | 'since'> = {},
  ): PatternWatch {
    const streams: readonly StreamName[] = stream === 'both' ? ['stdout', 'stderr'] : [stream]
    const watch = new PatternWatch(pattern, () => unsubscribe())
    const unsubscribe = this.subscribe((text, from) => {
      if (streams.includes(from)) watch.feed(text, from)
    })
    for (const from of streams) watch.feed(this.#history.text(from, since), from)
    return watch
  }

  /** Whether all writers have closed it, so that no more output can come. @internal */
  isClosed(stream: StreamChoice = 'both'): boolean {
    return stream === 'both' ? this.#open.size === 0 : !this.#open.has(stream)
  }

  /**
   * Calls back with each chunk of text, and with an empty string at the end of a stream. Returns a function that
   * removes the listener.
   *
   * @internal
   */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The time of the last output, see `now()`. @internal */
  get printedAt(): number {
    return this.#printedAt
  }

  /** The last lines after a `mark()`, for a message. @internal */
  tail(since = 0): string {
    return tailOf(this.since(since))
  }

  /** Reads both streams to their ends. Call it in the same tick as the spawn, or output may be lost. @internal */
  async attach(child: ChildProcess): Promise<void> {
    const end = newAbortController()
    this.#end = end
    await Promise.all([this.#read(child.stdout, 'stdout'), this.#read(child.stderr, 'stderr')])
    end.abort(new Error('The process closed its output before the pattern matched'))
  }

  async #read(source: Readable | null, stream: StreamName): Promise<void> {
    if (!source) return
    this.#open.add(stream)
    const characters = new WholeCharacters()
    source.on('data', (piece: Buffer) => this.#add(characters.add(piece), stream))
    await finished(source, { writable: false }).catch(() => {})
    this.#add(characters.end(), stream)
    this.#open.delete(stream)
    for (const listener of this.#listeners) listener('', stream)
  }

  #add(bytes: Buffer, stream: StreamName): void {
    if (bytes.length === 0) return
    this.#history.add(bytes, stream)
    this.#printedAt = now()
    if (this.#listeners.size === 0) return
    for (let begin = 0; begin < bytes.length;) {
      const rest = bytes.subarray(begin, begin + CHUNK_SIZE)
      const piece = rest.subarray(0, endOfWhole(rest) || rest.length)
      const text = piece.toString()
      for (const listener of this.#listeners) listener(text, stream)
      begin += piece.length
    }
  }

  #notFoundError(subject: string, timeout: number | undefined, since: number | undefined): Error {
    const ended = this.#end.signal.aborted
    const when = ended ? 'before the process closed its output' : `within ${timeout} ms`
    const tail = tailOf(this.#conceal(this.since(since ?? 0)))
    const shown = tail === '' ? 'Output: none' : `Output:\n${tail.replaceAll(/^/gm, '  | ')}`
    const error = new Error(`${subject} ${when}.\n\n${shown}`)
    error.stack = withoutOwnFrames(error.stack)
    return ended ? error : Object.assign(error, { name: 'TimeoutError' })
  }

  #textWithNotice(stream: StreamChoice): string {
    const { dropped } = this.#history
    const notice = dropped === 0 ? '' : `[${dropped} bytes of earlier output were dropped]\n`
    return notice + this.#history.text(stream)
  }
}
