import { Broker, type SharedGroup } from '../../../src/fixtures/sharing/main/broker.ts'
import { WorkerSession } from '../../../src/fixtures/sharing/main/session.ts'
import type { BrokerCalls, WorkerCalls } from '../../../src/fixtures/sharing/protocol/protocol.ts'
import type { TestRun } from '../../../src/fixtures/vitest/test-observer.ts'
import { lastsUntilStart } from '../../../src/fixtures/start/outage-call.ts'
import { Link } from './link.ts'
import { Rules } from './rules.ts'
import type { Schedule, WorkerPlan } from './schedule.ts'
import { StandInService } from './stand-in-service.ts'
import { clock } from './virtual-clock.ts'
import { ModelWorker } from './worker.ts'

/** Runs a schedule to its end. Resolves to the rules that it has broken. */
export async function runSchedule({ graph, workers, crashes }: Schedule): Promise<string[]> {
  clock.reset()
  const world = worldOf(graph)
  const { rules, services } = world
  const all = workers.map((plan, index) => new Participant(`w${index}`, plan, world))
  for (const { at, service, isSulky } of crashes) {
    const one = services[service]
    clock.setTimer(at, () => {
      if (one && isSulky) one.isSulky = true
      else one?.crash()
    })
  }
  const check = (): void => rules.check(all.flatMap(({ worker }) => [...worker.units]))
  await clock.run(check)
  for (const one of all) one.checkEnd()
  rules.checkEnd()
  for (const one of all) one.leave()
  await clock.run(check)
  if (rules.broken.length === 0) await checkFree(world)
  return rules.broken
}

type Remote = ReturnType<ConstructorParameters<typeof WorkerSession>[0]>
type BlockRequest = Parameters<WorkerCalls['block']>[0]
type CrashEvent = Parameters<WorkerCalls['crashed']>[0]

interface World {
  readonly broker: Broker
  readonly services: readonly StandInService[]
  readonly rules: Rules
}

function worldOf(graph: Schedule['graph']): World {
  const broker = new Broker()
  const services: StandInService[] = []
  const onCrash = ({ instance }: StandInService): void =>
    broker.crashed(instance, Promise.resolve(new Error('It has crashed')))
  for (const [index, { needs, ...options }] of graph.entries()) {
    const dependencies = services.filter((_, other) => (needs >> other) % 2 === 1)
    services.push(new StandInService(`s${index}`, dependencies, { ...options, onCrash }))
  }
  const byName = new Map(services.map((one) => [one.name, one]))
  const instances = {
    all: services,
    lend: async (node: StandInService['node']) => byName.get(node.declaration.name),
    giveBack: () => {},
  }
  const nodes = new Map(services.map(({ name, node }) => [name, node]))
  broker.add({ nodes, instances } as unknown as SharedGroup)
  return { broker, services, rules: new Rules(services) }
}

/** A worker with its connection and what main knows of it. */
class Participant {
  readonly worker: ModelWorker
  readonly #link: Link
  readonly #session: WorkerSession
  readonly #world: World

  constructor(name: string, { latency, files, dies, stays }: WorkerPlan, world: World) {
    const { broker, rules } = world
    this.#world = world
    this.#link = new Link(latency)
    this.#session = new WorkerSession(() =>
      remote(name, this.#link, world, () => this.worker.calls),
    )
    broker.connect(this.#session)
    const calls = observed(broker.callsOf(this.#session), this.#session, rules)
    this.worker = new ModelWorker(name, this.#link, calls, world)
    if (dies !== undefined) clock.setTimer(dies, () => this.leave())
    const ended = this.worker.run(files)
    ended.then(
      () => stays || this.leave(),
      (error: unknown) => this.#link.isClosed || rules.break(`${name} failed: ${String(error)}`),
    )
  }

  leave(): void {
    const { worker } = this
    if (this.#link.isClosed) return
    this.#link.close()
    worker.units.clear()
    const { broker, rules } = this.#world
    rules.left(worker.name)
    const isOwn = (user: string): boolean => user.startsWith(worker.name)
    void rules.endAll(isOwn, broker.disconnect(this.#session))
  }

  /** When nothing goes on any more. */
  checkEnd(): void {
    const { name, isDone, units, barrier } = this.worker
    if (this.#link.isClosed) return
    const { rules } = this.#world
    const names = [...units].map(({ user }) => user.name).join(', ')
    if (!isDone) rules.break(`${name} never ends: ${names}`)
    if (barrier.beforeTest(PROBE)) rules.break(`${name} is blocked although nobody has an outage`)
  }
}

const PROBE = {
  id: 'probe',
  begunAt: 0,
  hasBegun: false,
  isOver: false,
  test: {},
} as unknown as TestRun

/** What main may call of a worker. */
function remote(
  name: string,
  link: Link,
  { rules, services }: World,
  worker: () => WorkerCalls,
): Remote {
  const calls = {
    block(request: BlockRequest) {
      if (!link.isClosed) rules.block(name, request.section, request.user?.id)
      return link.call(() => worker().block(request))
    },
    unblock(section: string) {
      rules.unblock(name, section)
      return link.call(() => worker().unblock(section))
    },
    activity: () => link.call(() => worker().activity()),
    changed: async () => {},
    crashed(event: CrashEvent) {
      services.find(({ name }) => name === event.instance)?.told.add(name)
      return link.call(() => worker().crashed(event))
    },
  }
  return calls as unknown as Remote
}

/** What a worker may call of main, seen by the rules as it arrives. */
function observed(calls: BrokerCalls, session: WorkerSession, rules: Rules): BrokerCalls {
  const serviceOf = (lease: string): StandInService =>
    session.lease(lease).instance as unknown as StandInService
  return {
    ...calls,
    beginOutage: (request) => {
      const work = calls.beginOutage(request)
      const { user, lease, call } = request
      void rules.ask(
        {
          user: user.id,
          service: serviceOf(lease),
          isManual: lastsUntilStart(call),
        },
        work,
      )
      return work
    },
    restart: (request) => {
      const { user, lease } = request
      const service = serviceOf(lease)
      const work = calls.restart(request)
      void rules.ask({ user: user.id, service, isManual: false }, work)
      return rules.end(isManualOf(user.id, service), (one) => one === user.id, work)
    },
    start: (request) => {
      const { user, lease } = request
      const isOf = (one: string): boolean => one === user.id
      return rules.end(isManualOf(user.id, serviceOf(lease)), isOf, calls.start(request))
    },
    endOutage: (request) => {
      const user = rules.userOf(request.outage)
      const isOf = (one: string): boolean => one === user
      return rules.end(({ id }) => id === request.outage, isOf, calls.endOutage(request))
    },
    ownerEnded: (user) => rules.endAll((one) => one === user, calls.ownerEnded(user)),
  }
}

function isManualOf(user: string, service: StandInService) {
  return (hold: Parameters<Parameters<Rules['end']>[0]>[0]): boolean =>
    hold.user === user && hold.service === service && hold.isManual
}

const still = async (): Promise<void> => {}

/** A worker in which no test runs. */
const CALM = { block: still, unblock: still, activity: still, changed: still, crashed: still }

/** Nothing holds up a worker that comes after all others have left. */
async function checkFree({ broker, services, rules }: World): Promise<void> {
  for (const service of services) service.isSulky = false
  const session = new WorkerSession(() => CALM as unknown as Remote)
  broker.connect(session)
  const calls = broker.callsOf(session)
  const user = { id: 'last', name: 'last' }
  const use = async (): Promise<void> => {
    const service = services[0]?.name ?? ''
    const { lease } = await calls.borrow({ service, user, budget: 100 })
    const request = { lease, user, budget: 10 }
    const outage = await calls.beginOutage({ ...request, call: { verb: 'stopped' } })
    await calls.endOutage({ outage })
  }
  let isDone = false
  use().then(
    () => (isDone = true),
    (error: unknown) => rules.break(`who comes last is refused: ${String(error)}`),
  )
  await clock.run(() => {})
  if (!isDone) rules.break('who comes last waits forever')
  await broker.disconnect(session)
}
