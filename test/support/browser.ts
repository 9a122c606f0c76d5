import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { expect, onTestFinished } from 'vitest'
import { programOf } from './installed.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Headless Chromium as systems install it; empty without it. */
export const CHROMIUM: string =
  ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
    .map(programOf)
    .find(Boolean) ?? ''

/** For `expect.poll()`: a browser on a busy machine. */
export const PATIENT = { timeout: 60_000 } as const

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  // Commands come on descriptor 3 and answers on 4. The browser ends when 3 does.
  '--remote-debugging-pipe',
]

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } }
}

type Send = <T>(method: string, params?: object, session?: string) => Promise<T>

/** A page of a headless browser that ends with the test. */
export class Page {
  readonly #send: Send
  readonly #session: string

  private constructor(send: Send, session: string) {
    this.#send = send
    this.#session = session
  }

  static async open(url: string): Promise<Page> {
    const send = await launch()
    const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url })
    const attached = { targetId, flatten: true }
    const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', attached)
    return new Page(send, sessionId)
  }

  /** @param expression JavaScript whose value JSON can hold */
  async evaluate<T>(expression: string): Promise<T> {
    const params = { expression, returnByValue: true, awaitPromise: true }
    const { result, exceptionDetails } = await this.#call<Evaluated>('Runtime.evaluate', params)
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description)
    return result.value as T
  }

  /** Waits for an element, and clicks on it. @param selector of CSS */
  async click(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`
    await expect.poll(() => this.evaluate(`${element} !== null`), PATIENT).toBe(true)
    await this.evaluate(`${element}.click()`)
  }

  /** Any method of the DevTools protocol. */
  call<T>(method: string, params: object = {}): Promise<T> {
    return this.#call(method, params)
  }

  #call<T>(method: string, params: object): Promise<T> {
    return this.#send(method, params, this.#session)
  }
}

async function launch(): Promise<Send> {
  const profile = await temporaryDirectory()
  const child = spawn(CHROMIUM, [...ARGUMENTS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    // Its processes would write to the profile while that is removed.
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (child.pid !== undefined && !hasEnded) process.kill(-child.pid, 'SIGKILL')
    await ended
  })
  let complaints = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  return commandsOver(child.stdio[3] as Writable, child.stdio[4] as Readable, async () => {
    await ended
    throw new Error(`Chromium has exited:\n${complaints}`)
  })
}

/** @param untilEnd rejects when the browser has exited */
function commandsOver(commands: Writable, answers: Readable, untilEnd: () => Promise<never>): Send {
  const waiting = new Map<number, (answer: Answer) => void>()
  let rest = ''
  answers.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer
      waiting.get(answer.id)?.(answer)
    }
  })
  commands.on('error', () => {})
  const isOver = untilEnd()
  isOver.catch(() => {})
  let count = 0
  return async <T>(method: string, params: object = {}, sessionId?: string): Promise<T> => {
    const id = ++count
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
    commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    const { result, error } = await Promise.race([answered, isOver])
    waiting.delete(id)
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as T
  }
}
