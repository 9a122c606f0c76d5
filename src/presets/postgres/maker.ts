import { codeOf, settledWithin, sleep } from '../../executors/internal.ts'
import { randomBytes } from 'node:crypto'
import { Client, type Rows } from './client.ts'
import { literal, quoted } from './connection.ts'
import { effectiveLayers, type Layer, templateNames, wordOf } from './layers.ts'
import { ensureTemplate, isWhole } from './templates.ts'

/** Milliseconds for dropping all databases that are left. */
const ENDING = 5_000
/** The bounds for the number of databases that are made ahead, which follows the number in use at once. */
const AHEAD = { least: 2, most: 8 }
/** The number of checks whether the clients of a database have left, and the milliseconds between two. */
const LOOKS = 20
const LOOK = 50
const CLONES_SINCE = 180_000
const STRATEGIES_SINCE = 150_000
/** Codes of errors when the file system cannot clone. */
const UNABLE = /^(?:58|0A|XX)/

/** Makes the databases of one declaration on one server, and drops them. */
export class DatabaseMaker {
  readonly #server: string
  readonly #layer: Layer
  readonly #root: string
  /** Called with the number of connections that are still open when a database is dropped. */
  readonly #remark: (open: number) => void
  /** Separate connections, so that creating does not wait for dropping. */
  readonly #creating: Client
  readonly #dropping: Client
  #ready: Promise<void> | undefined
  #canClone = true
  #version = 0
  #taken = 0
  #inUse = 0
  #mostInUse = 0
  #template: Promise<string | undefined> | undefined
  readonly #ahead: Promise<string>[] = []
  readonly #drops = new Set<Promise<void>>()

  constructor(server: string, layer: Layer, root: string, remark: (open: number) => void) {
    this.#server = server
    this.#layer = layer
    this.#root = root
    this.#remark = remark
    this.#creating = new Client(server)
    this.#dropping = new Client(server)
  }

  /** Returns the name of a new database. */
  async take(signal: AbortSignal): Promise<string> {
    await this.prepare(signal)
    // Before those that are made ahead, since they are made one after the other.
    const next = this.#ahead.shift() ?? this.#make()
    this.#inUse++
    this.#mostInUse = Math.max(this.#mostInUse, this.#inUse)
    // A second request suggests more to come.
    if (++this.#taken > 1) this.#makeAhead()
    try {
      return await next.catch(() => this.#make())
    } catch (error) {
      this.#inUse--
      throw error
    }
  }

  /** Recreates a database in its initial state. */
  async renew(name: string): Promise<void> {
    const template = await this.prepare(new AbortController().signal)
    await this.#drop(name)
    await this.#create(name, template)
  }

  /** Drops a database that was taken, in the background. */
  leave(name: string): void {
    this.#inUse--
    this.#dropLater(name)
  }

  #dropLater(name: string): void {
    const dropping = this.#tell(name)
      .then(() => this.#drop(name))
      // The server may have stopped, and its databases with it.
      .catch(() => {})
      .finally(() => this.#drops.delete(dropping))
    this.#drops.add(dropping)
  }

  /** @param drops whether all databases are dropped first */
  async end(drops: boolean): Promise<void> {
    const spares = this.#ahead.splice(0)
    const dropped = async (): Promise<void> => {
      await Promise.all(
        spares.map((one) => one.then((name) => this.#dropLater(name)).catch(() => {})),
      )
      await Promise.all(this.#drops)
    }
    // The server may have stopped, or be paused.
    if (drops) await settledWithin(ENDING, dropped())
    await Promise.all([this.#creating.end(), this.#dropping.end()])
  }

  #makeAhead(): void {
    const wanted = Math.min(Math.max(this.#mostInUse, AHEAD.least), AHEAD.most)
    while (this.#ahead.length < wanted) {
      const making = this.#make()
      making.catch(() => {})
      this.#ahead.push(making)
    }
  }

  async #make(): Promise<string> {
    const template = await this.#template
    const name = `${wordOf(this.#layer)}_${randomBytes(5).toString('hex')}`
    await this.#create(name, template)
    return name
  }

  /** Resolves to the template, and makes it first if necessary. After a failure, the next call tries again. */
  prepare(signal: AbortSignal): Promise<string | undefined> {
    this.#template ??= this.#makeTemplates(signal).catch((error: unknown) => {
      this.#template = undefined
      throw error
    })
    return this.#template
  }

  async #makeTemplates(signal: AbortSignal): Promise<string | undefined> {
    const layers = effectiveLayers(this.#layer)
    const names = templateNames(layers, this.#root)
    const create = (name: string, template: string | undefined): Promise<void> =>
      this.#create(name, template)
    const task = { server: this.#server, root: this.#root, signal, create }
    const ask = (statement: string): Promise<Rows> => this.#creating.run(statement)
    const top = names.at(-1)
    if (top === undefined || (await isWhole(ask, top))) return top
    for (const [index, layer] of layers.entries()) {
      const name = names[index] ?? ''
      if (await isWhole(ask, name)) continue
      await ensureTemplate(layer, name, names[index - 1], task)
    }
    return top
  }

  async #create(name: string, template: string | undefined): Promise<void> {
    await this.#connected()
    const strategy = this.#version >= STRATEGIES_SINCE ? ' strategy file_copy' : ''
    const source = template === undefined ? '' : ` template ${quoted(template)}${strategy}`
    try {
      await this.#creating.run(`create database ${quoted(name)}${source}`)
    } catch (error) {
      if (!this.#canClone || !UNABLE.test(codeOf(error))) throw error
      this.#canClone = false
      await this.#creating.configure({})
      await this.#create(name, template)
    }
  }

  async #tell(name: string): Promise<void> {
    const count = `select count(*)::int as open from pg_stat_activity where datname = ${literal(name)}`
    // The server notices only a moment later that a client has ended.
    for (let look = 1; ; look++) {
      const [found] = await this.#dropping.run(count)
      const open = Number(found?.['open'] ?? 0)
      if (open === 0) return
      if (look === LOOKS) return this.#remark(open)
      await sleep(LOOK)
    }
  }

  async #drop(name: string): Promise<void> {
    await this.#dropping.run(`drop database if exists ${quoted(name)} with (force)`)
  }

  #connected(): Promise<void> {
    this.#ready ??= this.#lookAtVersion().catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #lookAtVersion(): Promise<void> {
    const [found] = await this.#creating.run('show server_version_num')
    this.#version = Number(found?.['server_version_num'])
    if (!this.#canClone || this.#version < CLONES_SINCE) return
    await this.#creating.configure({ file_copy_method: 'clone' })
  }
}
