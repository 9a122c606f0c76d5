import type { BirpcReturn } from 'birpc'
import { readdirSync, readlinkSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { test as base, expect } from 'vitest'
import { Broker } from '../../src/fixtures/sharing/main/broker.ts'
import { Channel } from '../../src/fixtures/sharing/protocol/channel.ts'
import { greetingOf } from '../../src/fixtures/sharing/protocol/greeting.ts'
import { connect as connectNodes } from '../../src/fixtures/sharing/main/graph.ts'
import { SharedPool } from '../../src/fixtures/sharing/main/shared-pool.ts'
import type { BrokerCalls, WorkerCalls } from '../../src/fixtures/sharing/protocol/protocol.ts'
import { BrokerServer } from '../../src/fixtures/sharing/main/server.ts'
import type { WorkerSession } from '../../src/fixtures/sharing/main/session.ts'
import {
  checkList,
  type SharedServiceOptions,
} from '../../src/fixtures/sharing/main/shared-list.ts'
import { askBroker } from './ask-broker.ts'

/** A worker that is connected. */
export interface Client {
  readonly socket: Socket
  readonly broker: BirpcReturn<BrokerCalls, WorkerCalls>
}

/** What Vitest's main process is to workers: a broker with what it shares, by the services' names. */
export class Main extends Broker {
  readonly server: BrokerServer
  readonly sessions = new Set<WorkerSession>()
  readonly #sockets: Socket[] = []
  readonly #instances: SharedPool[] = []

  constructor(patience?: number) {
    super()
    this.server = new BrokerServer(this, patience)
  }

  override connect(session: WorkerSession): void {
    this.sessions.add(session)
    super.connect(session)
  }

  override async disconnect(session: WorkerSession): Promise<void> {
    await super.disconnect(session)
    this.sessions.delete(session)
  }

  /** What a worker says first. */
  get greeting(): string {
    return greetingOf(this.server.token)
  }

  /** All instances that there are. */
  get instances(): SharedPool['all'] {
    return this.#instances.flatMap(({ all }) => all)
  }

  share(list: readonly SharedServiceOptions[], workers = 200): void {
    const nodes = connectNodes(checkList(list, {}))
    const instances = new SharedPool(nodes, { root: process.cwd(), workers, listener: this })
    this.#instances.push(instances)
    this.add({ instances, nodes: new Map(nodes.map((node) => [node.declaration.name, node])) })
  }

  /** Somebody who has not shown the token yet. */
  async stranger(): Promise<Socket> {
    const socket = connect(this.server.path).on('error', () => {})
    this.#sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }

  async client(functions: Partial<WorkerCalls> = {}): Promise<Client> {
    const socket = await this.stranger()
    const channel = new Channel(socket)
    channel.send(this.greeting)
    expect(await channel.next()).toBe(greetingOf())
    const calls = { ...STILL, ...functions }
    return { socket, broker: channel.calls<BrokerCalls, WorkerCalls>(calls) }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    try {
      await this.#none(() => this.sessions.size, 'sessions')
    } finally {
      await Promise.all(this.#instances.map((one) => one.end()))
      this.server.close()
    }
  }

  /** Resolves when nobody is connected but these. */
  async isLeftWith(clients: readonly Client[]): Promise<void> {
    await this.#none(() => this.sessions.size - clients.length, 'sessions of others')
  }

  async #none(count: () => number, what: string): Promise<void> {
    await expect.poll(count, { interval: 5, timeout: 20_000, message: what }).toBe(0)
  }
}

/** A worker in which no test runs. */
const STILL: WorkerCalls = {
  block: async () => {},
  unblock: () => {},
  activity: () => '',
  changed: () => {},
  crashed: () => false,
}

export const USER = { id: 'test-1', test: 'test-1', name: 'test "a" of a.test.ts' }

/** Tests with a main process, of which nothing is left after them: no socket, and no session. */
export const test = base.extend('main', async ({}, { onCleanup }): Promise<Main> => {
  const main = new Main()
  await main.server.listen()
  // With the one that listens, and without that of the guard, which comes with it and stays.
  const before = openSockets()
  onCleanup(async () => {
    await main.close()
    await expect.poll(openSockets, { interval: 5, timeout: 20_000 }).toBe(Math.max(before - 1, 0))
  })
  return main
})

/** When it is closed, with an error or without. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().once('close', () => resolve()))
}

/** The sockets of this process, as far as the system tells. */
function openSockets(): number {
  if (process.platform !== 'linux') return 0
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.startsWith('socket:')).length
}

/** Runs `body` while a worker that behaves goes on using a service, which is not to notice anything. */
export async function undisturbed(
  { broker }: Client,
  lease: string,
  body: () => Promise<unknown>,
): Promise<void> {
  const over = new AbortController()
  const use = async (): Promise<void> => {
    do {
      expect(await askBroker(broker, lease, 'running')).toBe(true)
    } while (!over.signal.aborted)
    expect(await askBroker(broker, lease, 'text')).toBe('')
  }
  const using = use()
  try {
    await body()
  } finally {
    over.abort()
    await using
  }
}
