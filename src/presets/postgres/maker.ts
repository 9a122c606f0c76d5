import { abortable, codeOf, newAbortController, now } from '../../executors/internal.ts'
import { warnOnce } from '../../fixtures/logs/warn-once.ts'
import { randomBytes } from 'node:crypto'
import { DROPPED, LAST_STATEMENTS, OFFERED, STATEMENT_ENDS } from './bounds.ts'
import { type Ask, Client } from './client.ts'
import { type Connection, literal, quoted } from './connection.ts'
import { connectionsLeft } from './connections-left.ts'
import type { Layer } from './layers.ts'
import { effectiveLayers, templateNames, wordOf } from './template-names.ts'
import { ensureTemplate, isWhole, primeTemplate } from './templates.ts'

/** The bounds for the number of databases that are made ahead, which follows the number in use at once. */
const AHEAD = { least: 2, most: 8 }
/** For the server to notice that a client has ended, which takes a moment. */
const NOTICING = { checks: 20, interval: 50 }
const STRATEGIES_SINCE = 150_000
const CLONES_SINCE = 180_000
const DUPLICATE = '42P04'
/** Codes of errors when the file system cannot clone. */
const UNABLE = /^(?:58|0A|XX)/

/** What follows the end of a maker: the server ends, too; other files of the run use it; or other runs do. */
export type MakerEnd = 'server-ends' | 'others-follow' | 'server-stays'

/** Makes the databases of one declaration on one server, and drops them. */
export class DatabaseMaker {
  readonly #server: string
  readonly #layer: Layer
  readonly #root: string
  readonly #client: Client
  readonly #run: Ask = (statement) => this.#client.run(statement)
  #canClone = true
  #version = 0
  #taken = 0
  #inUse = 0
  #mostInUse = 0
  #template: Promise<string | undefined> | undefined
  #primed: Promise<void> | undefined
  /** False when no other file has left a database. */
  #mayAdopt = true
  readonly #ahead: Promise<string>[] = []
  readonly #drops = new Set<Promise<void>>()

  constructor(server: string, layer: Layer, root: string) {
    this.#server = server
    this.#layer = layer
    this.#root = root
    this.#client = new Client(server, (connection) => this.#begin(connection))
  }

  /** Returns the name of a new database. */
  async take(signal: AbortSignal): Promise<string> {
    await this.prepare(signal)
    // Before the spare databases, since databases are made one after the other.
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
    const template = await this.prepare(newAbortController().signal)
    await this.#drop(name)
    await this.#create(name, template).catch((error: unknown) => {
      // Another call has made it at the same time.
      if (codeOf(error) !== DUPLICATE) throw error
    })
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

  /** Drops the databases unless the server takes them with it. Unused ones go to the files that follow. */
  async end(end: MakerEnd): Promise<void> {
    const until = now() + LAST_STATEMENTS
    const spares = this.#ahead.splice(0)
    const leave = (name: string): unknown =>
      end === 'others-follow' ? this.#offer(name) : this.#dropLater(name)
    const left = async (): Promise<void> => {
      await Promise.all(spares.map((one) => one.then(leave).catch(() => {})))
      await Promise.all(this.#drops)
    }
    if (end === 'others-follow') await this.#client.settle(left(), OFFERED)
    if (end === 'server-stays') await this.#client.settle(left(), DROPPED)
    await this.#client.end(Math.min(STATEMENT_ENDS, until - now()))
  }

  #makeAhead(): void {
    this.#primed ??= this.#prime().catch(() => {})
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
    if (template !== undefined && (await this.#adopt(name, template))) return name
    await this.#primed
    await this.#create(name, template)
    return name
  }

  async #prime(): Promise<void> {
    const template = await this.#template
    if (template !== undefined) await primeTemplate(this.#run, this.#server, template)
  }

  /** Leaves an unused database to the next file. */
  async #offer(name: string): Promise<void> {
    const template = await this.#template
    if (template === undefined) return this.#dropLater(name)
    const offered = `${sparePrefix(template)}${randomBytes(3).toString('hex')}`
    await this.#run(`alter database ${quoted(name)} rename to ${quoted(offered)}`)
  }

  /** Takes a database that another file has left. */
  async #adopt(name: string, template: string): Promise<boolean> {
    while (this.#mayAdopt) {
      const [found] = await this.#run(
        `select datname from pg_database where starts_with(datname, ${literal(sparePrefix(template))}) limit 1`,
      )
      this.#mayAdopt = found !== undefined
      if (!found) break
      const offered = quoted(String(found['datname']))
      try {
        await this.#run(`alter database ${offered} rename to ${quoted(name)}`)
        return true
      } catch {
        // Another file has taken it.
      }
    }
    return false
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
    const has = (name: string): Promise<boolean> => abortable(isWhole(this.#run, name), signal)
    const top = names.at(-1)
    if (top === undefined || (await has(top))) return top
    for (const [index, layer] of layers.entries()) {
      const name = names[index] ?? ''
      if (await has(name)) continue
      await ensureTemplate(layer, name, names[index - 1], task)
    }
    return top
  }

  async #create(name: string, template: string | undefined): Promise<void> {
    const strategy = this.#version >= STRATEGIES_SINCE ? ' strategy file_copy' : ''
    const source = template === undefined ? '' : ` template ${quoted(template)}${strategy}`
    try {
      await this.#run(`create database ${quoted(name)}${source}`)
    } catch (error) {
      if (!this.#canClone || !UNABLE.test(codeOf(error))) throw error
      this.#canClone = false
      await this.#run('reset file_copy_method')
      await this.#create(name, template)
    }
  }

  async #tell(name: string): Promise<void> {
    const open = await connectionsLeft(this.#run, name, NOTICING)
    if (open > 0) warnOfOpen(this.#layer.name, open)
  }

  async #drop(name: string): Promise<void> {
    await this.#run(`drop database if exists ${quoted(name)} with (force)`)
  }

  async #begin(connection: Connection): Promise<void> {
    const [found] = await connection.unsafe('show server_version_num')
    this.#version = Number(found?.['server_version_num'])
    if (!this.#canClone || this.#version < CLONES_SINCE) return
    await connection.unsafe(`set file_copy_method = 'clone'`)
  }
}

/** Returns the prefix of the names of databases that files leave to others. */
function sparePrefix(template: string): string {
  return `${template.replace(/^template/, 'spare')}_`
}

/** Warns of connections to a database that were still open when its scope ended. */
function warnOfOpen(name: string, open: number): void {
  const connections = open === 1 ? '1 connection, which was' : `${open} connections, which were`
  const text = `the server closed ${connections} still open to a database of "${name}" when its scope ended. Have the test close its clients: \`await pool.end()\`. Otherwise a pool of pg fails the run, unless it has a listener for "error".`
  warnOnce(text, text, undefined)
}
