import { TestBarrier } from '../../../src/fixtures/outages/test-barrier.ts'
import type { BrokerCalls, WorkerCalls } from '../../../src/fixtures/sharing/protocol/protocol.ts'
import type { FileTask, TestTask } from '../../../src/fixtures/vitest/current-task.ts'
import { Actor } from './actor.ts'
import type { Link } from './link.ts'
import type { Rules } from './rules.ts'
import type { FilePlan, Step, TestPlan } from './schedule.ts'
import type { StandInService } from './stand-in-service.ts'
import { clock } from './virtual-clock.ts'

type OutageStep = Step & { readonly do: 'stopped' | 'paused' }

interface World {
  readonly services: readonly StandInService[]
  readonly rules: Rules
}

/** Runs the tests of a plan as Vitest does, with a real barrier, but with stand-ins for the tasks. */
export class ModelWorker {
  readonly name: string
  readonly units = new Set<Actor>()
  readonly barrier = new TestBarrier()
  isDone = false
  readonly #link: Link
  readonly #main: BrokerCalls
  readonly #services: readonly StandInService[]
  readonly #rules: Rules
  /** Leases on services that have crashed. */
  readonly #crashed = new Map<string, string>()
  /** All leases, with the names of their services. */
  readonly #leases = new Map<string, string>()

  constructor(name: string, link: Link, main: BrokerCalls, world: World) {
    this.name = name
    this.#link = link
    this.#main = main
    this.#services = world.services
    this.#rules = world.rules
  }

  /** What main may call. */
  readonly calls: WorkerCalls = {
    block: ({ section, user }) => this.barrier.block(section, user),
    unblock: (section) => this.barrier.unblock(section),
    activity: () => this.barrier.busy().join(', '),
    changed: () => {},
    crashed: ({ instance }) => {
      for (const [lease, name] of this.#leases)
        if (name === instance) this.#crashed.set(lease, name)
      return true
    },
  }

  async run(files: readonly FilePlan[]): Promise<void> {
    for (const [index, plan] of files.entries()) await this.#runFile(`${this.name}${index}`, plan)
    this.isDone = true
  }

  async #runFile(id: string, { hook, tests, isConcurrent }: FilePlan): Promise<void> {
    const tasks = tests.map((_, index) => ({
      type: 'test',
      id: `${id}.${index}`,
      name: `${id}.${index}`,
    }))
    const file = { name: id, filepath: id, tasks, result: {} } as unknown as FileTask
    this.barrier.follow(
      () => file,
      () => {},
    )
    await this.#sleep(1)
    const hooks = new Actor(this.name, { id: `${id}#hooks`, name: `hooks of ${id}` }, new Map())
    await this.#act(hooks, hook)
    if (hooks.begins > 0) await this.#call(() => this.#main.ownerEnded(hooks.user.id))
    const run = async (task: TestTask, index: number): Promise<void> => {
      const plan = tests[index]
      if (plan) await this.#runTest(task, plan, hooks.uses)
    }
    const all = file.tasks as TestTask[]
    if (isConcurrent) await Promise.all(all.map(run))
    for (const [index, task] of all.entries()) {
      if (isConcurrent) break
      await run(task, index)
      await this.#sleep(1)
    }
    await this.#giveBack(hooks.uses)
    Object.assign(file, { result: { duration: 1 } })
  }

  async #runTest(
    test: TestTask,
    { steps, timeout }: TestPlan,
    shared: ReadonlyMap<StandInService, string>,
  ): Promise<void> {
    const id = `${test.id}#1`
    Object.assign(test, { file: {}, result: { startTime: 1 } })
    await this.barrier.beforeTest({ id, test, begunAt: 0, hasBegun: false, isOver: false })
    for (const lease of this.#crashed.keys()) {
      await this.#call(() => this.#main.restartCrashed(lease)).catch(ignoreUnlessClosed(this.#link))
      this.#crashed.delete(lease)
    }
    const actor = new Actor(this.name, { id, test: test.id, name: id }, shared, timeout)
    await this.#act(actor, steps)
    for (const service of shared.keys()) actor.uses.delete(service)
    await this.#giveBack(actor.uses)
    if (actor.begins > 0) await this.#call(() => this.#main.ownerEnded(id))
    Object.assign(test, { result: { startTime: 1, duration: 1 } })
  }

  async #act(actor: Actor, steps: readonly Step[]): Promise<void> {
    this.#failIfDead()
    this.units.add(actor)
    const ended = this.#doAll(actor, steps).catch(ignoreUnlessClosed(this.#link))
    await (actor.until === Infinity
      ? ended
      : Promise.race([ended, clock.sleep(actor.until - clock.now())]))
    actor.isOver = true
    this.units.delete(actor)
    this.#failIfDead()
  }

  async #doAll(actor: Actor, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (actor.isOver) return
      await this.#do(actor, step)
    }
  }

  async #do(actor: Actor, step: Step): Promise<void> {
    const service = this.#serviceOf(step.service)
    const lease = await this.#lease(actor, service)
    if (actor.isOver) return
    if (step.do === 'use') return this.#sleep(step.time)
    if (step.do === 'stopped' || step.do === 'paused') {
      const work = this.#withOutage(actor, lease, step)
      if (step.isAwaited) return work
      return void work.catch(() => {})
    }
    const { user, budget } = actor
    const request = { lease, user, budget }
    actor.beginOwn()
    if (step.do === 'stop' || step.do === 'kill') {
      const verb = step.do
      await this.#wait(actor, () => this.#main.beginOutage({ ...request, call: { verb } }))
      // It lasts until the test starts the service, or ends.
      return
    }
    const verb = step.do
    await this.#wait(actor, () => this.#main[verb](request))
    actor.outages--
  }

  async #withOutage(actor: Actor, lease: string, step: OutageStep): Promise<void> {
    const { do: verb, body } = step
    const { user } = actor
    const isAlone = actor.beginOwn()
    const { begins } = actor
    try {
      const outage = await this.#wait(actor, () =>
        this.#main.beginOutage({ lease, user, budget: actor.budget, call: { verb } }),
      )
      try {
        await this.#doAll(actor, body)
        if (isAlone && actor.begins === begins) this.#checkAway(actor, step)
      } finally {
        await this.#call(() => this.#main.endOutage({ outage, budget: actor.budget }))
      }
    } finally {
      actor.outages--
    }
  }

  /** Only the test itself may end its outage. */
  #checkAway({ user, isOver }: Actor, { service, body }: OutageStep): void {
    const away = this.#serviceOf(service)
    const leavesAway = body.every(
      (step) => step.do === 'use' && !this.#serviceOf(step.service).dependsOn(away),
    )
    if (isOver || !leavesAway || away.down) return
    this.#rules.break(`${away.name} runs during its outage by ${user.name}`)
  }

  #serviceOf(number: number): StandInService {
    const service = this.#services[number % this.#services.length]
    if (!service) throw new Error('There are no services')
    return service
  }

  async #lease(actor: Actor, service: StandInService): Promise<string> {
    const known = actor.uses.get(service)
    if (known !== undefined) return known
    const { user, budget } = actor
    const { lease } = await this.#wait(actor, () =>
      this.#main.borrow({ service: service.name, user, budget }),
    )
    this.#leases.set(lease, service.name)
    if (actor.isOver) await this.#giveBack(new Map([[service, lease]]))
    else actor.uses.set(service, lease)
    return lease
  }

  async #giveBack(leases: ReadonlyMap<StandInService, string>): Promise<void> {
    for (const lease of leases.values()) {
      this.#leases.delete(lease)
      this.#crashed.delete(lease)
      await this.#call(() => this.#main.giveBack(lease))
    }
  }

  /** A call that the barrier counts as waiting. */
  async #wait<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    actor.waits++
    try {
      return await this.barrier.waiting(actor.user, this.#call(work))
    } finally {
      actor.waits--
    }
  }

  #call<T>(work: () => Promise<T>): Promise<T> {
    return this.#link.call(work)
  }

  async #sleep(time: number): Promise<void> {
    await clock.sleep(time)
    this.#failIfDead()
  }

  #failIfDead(): void {
    if (this.#link.isClosed) throw new Error('The worker has died')
  }
}

function ignoreUnlessClosed({ isClosed }: Link): (error: unknown) => void {
  return () => {
    if (isClosed) throw new Error('The worker has died')
  }
}
