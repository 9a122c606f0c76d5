import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

/** A process that is not mistaken for a later one with its pid. */
interface Witness {
  readonly name: string
  readonly pid: number
  readonly startTime: string
}

/** Processes that told their pids: `echo $$ > "$PIDS/name"`. Those that survive the test are killed. */
export class Family {
  readonly directory: string
  readonly env: { readonly PIDS: string }
  readonly #witnesses: Witness[] = []

  private constructor(directory: string) {
    this.directory = directory
    this.env = { PIDS: directory }
  }

  static async create(): Promise<Family> {
    const family = new Family(await temporaryDirectory())
    onTestFinished(() => family.#kill())
    return family
  }

  /** Waits until these have told their pids, and remembers them. @throws when one is dead already */
  async meet(...names: readonly string[]): Promise<void> {
    for (const name of names) this.add(name, await this.#pidOf(name))
  }

  add(name: string, pid: number | undefined): void {
    const startTime = pid === undefined ? undefined : aliveSince(pid)
    if (pid === undefined || startTime === undefined) throw new Error(`${name} is dead already`)
    this.#witnesses.push({ name, pid, startTime })
  }

  pid(name: string): number {
    const witness = this.#witnesses.find((candidate) => candidate.name === name)
    if (!witness) throw new Error(`${name} is unknown`)
    return witness.pid
  }

  /** The names of those that live. A zombie is dead. */
  surviving(): string[] {
    return this.#alive().map(({ name }) => name)
  }

  async #pidOf(name: string): Promise<number> {
    let text = ''
    const read = async (): Promise<string> =>
      (text = await readFile(join(this.directory, name), 'utf8').catch(() => ''))
    await expect.poll(read, { interval: 2, timeout: 60_000, message: name }).toMatch(/^\d+\s/)
    return Number.parseInt(text, 10)
  }

  #alive(): Witness[] {
    return this.#witnesses.filter(({ pid, startTime }) => aliveSince(pid) === startTime)
  }

  #kill(): void {
    for (const { pid } of this.#alive()) process.kill(pid, 'SIGKILL')
  }
}

/** When a living process began, as far as the system tells; undefined when it is dead. */
export function aliveSince(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0) ? 'unknown' : undefined
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
