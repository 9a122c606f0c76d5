import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../../support/kill-after-test.ts'
import { program, run } from '../../../support/program.ts'
import { Family } from '../../../support/surviving.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'

const NOBODY = 65_534
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!succeeds('python3', '-c', 'import ctypes'))(
  'a process whose first thread has ended while another one runs (needs python3)',
  () => {
    const command = ['python3', program('ends-its-first-thread.py')]

    test('ends at a stop', async () => {
      const executor = new OutputExecutor(command, { banner: 'ready', stopTimeout: 5_000 })
      const { pid = 0 } = await endedWithTest(executor).start()
      await expect.poll(() => shownStateOf(pid), { interval: 5 }).toBe('Z')
      expect(executor.running()).toBe(true)
      await executor.stop()
      expect(shownStateOf(pid)).toBeUndefined()
    })

    test('ends at a stop as a daemon', async () => {
      const script = `(setsid ${command.join(' ')} & echo pid $!); sleep 300`
      const executor = new OutputExecutor(['sh', '-c', script], { banner: /pid \d+\s[^]*ready/ })
      await endedWithTest(executor).start()
      const pid = Number(/pid (\d+)/.exec(executor.output.text())?.[1])
      await expect.poll(() => shownStateOf(pid), { interval: 5 }).toBe('Z')
      await executor.stop()
      expect(threadsOf(pid)).toBeLessThanOrEqual(1)
    })
  },
)

test.skipIf(process.platform !== 'linux' || !succeeds('gcc', '--version'))(
  'a daemon that waits for the child of its vfork() ends at a stop (needs gcc)',
  async () => {
    const folder = await temporaryDirectory()
    const [file, told] = [join(folder, 'vforks'), join(folder, 'pids')]
    execFileSync('gcc', ['-o', file, program('vforks.c')])
    const executor = new SimpleExecutor([file, told], { stopTimeout: 500 })
    await endedWithTest(executor).start()
    await expect.poll(() => existsSync(told) && readFileSync(told, 'utf8')).toMatch(/\n$/)
    const family = await Family.create()
    const [daemon, child] = readFileSync(told, 'utf8').trim().split(' ').map(Number)
    family.add('daemon', daemon)
    family.add('child', child)
    await expect.poll(() => shownStateOf(daemon ?? 0)).toBe('D')
    await executor.stop()
    expect(family.surviving()).toEqual([])
  },
)

test('a stop ends soon, without blocking, while other programs keep forking', async () => {
  const family = await Family.create()
  const crowd = new OutputExecutor(['sh', '-c', manySleepers(200)], { banner: 'there' })
  await endedWithTest(crowd).start()
  // Last, so that they are the first to end after the test.
  for (let loop = 0; loop < 4; loop++) {
    const other = spawn('sh', ['-c', 'while :; do /bin/true; done'], { stdio: 'ignore' })
    onTestFinished(() => void other.kill('SIGKILL'))
  }
  const executor = endedWithTest(new SimpleExecutor('sleep 300', { stopTimeout: 2_000 }))
  await executor.start()
  family.add('leader', executor.pid)
  let turn = performance.now()
  let longest = 0
  const turns = setInterval(() => {
    longest = Math.max(longest, performance.now() - turn)
    turn = performance.now()
  }, 1)
  onTestFinished(() => clearInterval(turns))
  const start = performance.now()
  await executor.stop()
  expect(performance.now() - start).toBeLessThan(4_000)
  expect(Math.max(longest, performance.now() - turn)).toBeLessThan(2_000)
  expect(family.surviving()).toEqual([])
}, 60_000)

test.skipIf(!isRoot)(
  'processes of a later leader with the same pid are not ended (needs root)',
  async () => {
    const folder = await temporaryDirectory()
    const args = ['--pid', '--fork', '--mount-proc', process.execPath]
    const output = execFileSync('unshare', [...args, program('meets-a-namesake.mjs'), folder])
    expect(JSON.parse(output.toString())).toEqual({ exitCode: 0, lives: true })
  },
)

test.skipIf(!isRoot)(
  'a process of another user with the same marker is not a leak (needs root)',
  async () => {
    const cwd = await temporaryDirectory()
    chmodSync(cwd, 0o755)
    const owner = new SimpleExecutor(run('stops-on-input.mjs', 'sleep', 300), {
      stdin: 'open',
      uid: NOBODY,
      gid: NOBODY,
      cwd,
    })
    await endedWithTest(owner).start()
    const { groups } = await owner.output.waitFor(/pid (?<pid>\d+)\n/)
    const limits = readFileSync(`/proc/${groups['pid']}/limits`, 'utf8')
    const marker = /Max file locks +(\d+)/.exec(limits)?.[1]
    const strangers = spawn('prlimit', [`--locks=${marker}:`, 'sleep', '300'], { stdio: 'ignore' })
    onTestFinished(() => void strangers.kill('SIGKILL'))
    await once(strangers, 'spawn')
    owner.process?.stdin?.write('stop\n')
    await owner.output.waitFor('stopped\n')
    expect(strangers.exitCode ?? strangers.signalCode).toBeNull()
  },
)

test.skipIf(process.platform !== 'linux')(
  'a process with the marker in another variable is not ended',
  async () => {
    const executor = endedWithTest(new SimpleExecutor('sleep 300'))
    await executor.start()
    const environment = readFileSync(`/proc/${executor.pid}/environ`, 'utf8')
    const marker = /VITEST_MIRAKURU_MARKER=[\d;]*/.exec(environment)?.[0]
    const env = { ...process.env, NOTE: `see ${marker}`, DUMP: `${marker}` }
    const other = spawn('sleep', ['300'], { stdio: 'ignore', env })
    onTestFinished(() => void other.kill('SIGKILL'))
    await once(other, 'spawn')
    await executor.stop()
    expect(other.exitCode ?? other.signalCode).toBeNull()
  },
)

test.skipIf(!isRoot || !succeeds('nsenter', '--version'))(
  'a daemon in the pid namespace of a younger process is ended (needs root)',
  async () => {
    const family = await Family.create()
    const inside = '(setsid sleep 300 > /dev/null & )'
    const script = `echo ready; read pid; nsenter -t $pid -p sh -c "${inside}"; echo joined; sleep 300`
    const options = { banner: 'ready', stdin: 'open', expectedExitCode: [] } as const
    const executor = endedWithTest(new OutputExecutor(['sh', '-c', script], options))
    await executor.start()
    const others = ['unshare', '--pid', '--fork', 'sh', '-c', 'echo up; exec sleep 300']
    const namespace = endedWithTest(new OutputExecutor(others, { banner: 'up' }))
    await namespace.start()
    const init = childOf(namespace.pid)
    executor.process?.stdin?.write(`${init}\n`)
    await executor.output.waitFor('joined')
    await expect.poll(() => childOf(init), { interval: 5 }).toBeGreaterThan(0)
    family.add('daemon', childOf(init))
    await executor.stop().catch(() => {})
    expect(family.surviving()).toEqual([])
  },
)

test.skipIf(!succeeds('gdb', '--version'))(
  'a process that a debugger has stopped ends with the stop (needs gdb)',
  async () => {
    const executor = new SimpleExecutor('sleep 300', { stopTimeout: 300 })
    const { pid } = await endedWithTest(executor).start()
    const attach = ['-p', `${pid}`, '-batch', '-ex', 'shell echo attached; sleep 20']
    const debugger_ = new OutputExecutor(['gdb', ...attach], { banner: 'attached' })
    await endedWithTest(debugger_).start()
    const start = performance.now()
    await executor.stop()
    expect(performance.now() - start).toBeLessThan(2_300)
    expect(executor.running()).toBe(false)
  },
  30_000,
)

test.skipIf(process.platform !== 'linux').for([
  ['a later stop ends it', 'stop', 'none'],
  ['a later start ends it first', 'start', 'another'],
] as const)('a stop without free file descriptors says so, and %s', ([, verb, later]) => {
  const script = 'trap "" TERM; (setsid sleep 300 &); echo ready; while :; do sleep 1; done'
  const command = ['sh', '-c', 'ulimit -n 200; exec "$@"', 'sh']
  const stopping = run('runs-out-of-descriptors.mjs', verb, 'sh', '-c', script)
  const [file = '', ...args] = [...command, ...stopping]
  const told = JSON.parse(execFileSync(file, args, { encoding: 'utf8' }))
  expect(told).toMatchObject({
    first: expect.stringMatching(/^sh could not be stopped: EMFILE/),
    isKnown: true,
    later,
  })
  expect(told.took).toBeLessThan(2_300)
})

function manySleepers(count: number): string {
  return `i=0; while [ $i -lt ${count} ]; do sleep 300 & i=$((i + 1)); done; echo there; wait`
}

/** The letter by which the system tells its state. */
function shownStateOf(pid: number): string | undefined {
  return statusOf(pid, 'State')?.[0]
}

function threadsOf(pid: number): number {
  return Number(statusOf(pid, 'Threads') ?? 0)
}

function statusOf(pid: number, name: string): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return new RegExp(`^${name}:\t(.*)$`, 'm').exec(status)?.[1]
  } catch {
    return undefined
  }
}

function childOf(pid: number | undefined): number {
  return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8') || '0', 10)
}

function succeeds(file: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
