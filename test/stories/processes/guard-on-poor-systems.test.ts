import { spawnSync } from 'node:child_process'
import { chownSync, copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../../support/program.ts'
import { aliveSince, Family } from '../../support/surviving.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { childrenOf, meetGuard, owner } from '../../support/owner.ts'

const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const works = (...[file = '', ...args]: string[]): boolean =>
  isRoot && spawnSync(file, args, { stdio: 'ignore' }).status === 0
const canMount = works('unshare', '--mount', 'true') && realpathSync('/bin') === '/usr/bin'
const canChange = works(
  'setpriv',
  '--reuid=54321',
  process.execPath,
  '--check',
  program('owns.mjs'),
)
const canLimit = canChange && works('prlimit', '--version')
const NAMES = ['leader', 'child', 'daemon']

/**
 * A mount namespace in which /usr/bin and /bin have nothing but `sh` and `env`, as on NixOS, and Node is
 * somewhere else.
 */
async function bareSystem(
  tools: readonly string[],
  foldersOf: (profile: string) => string = (profile) => profile,
): Promise<{ wrapper: string[]; node: string; profile: string }> {
  const folder = await temporaryDirectory()
  const [bin, profile, node] = ['bin', 'profile', 'node'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const path of [bin, profile]) mkdirSync(path)
  writeFileSync(node, '')
  for (const name of ['sh', 'env']) copyFileSync(`/usr/bin/${name}`, join(bin, name))
  for (const name of tools) copyFileSync(`/usr/bin/${name}`, join(profile, name))
  const script =
    'mount --bind "$1" "$2" && mount --bind "$3" /usr/bin && PATH=$4 && shift 4 && exec "$@"'
  const mount = ['unshare', '--mount', '/bin/sh', '-c', script, 'sh']
  return { wrapper: [...mount, process.execPath, node, bin, foldersOf(profile)], node, profile }
}

test.skipIf(!canMount).each([
  ['nothing else at all', []],
  ['what they have on PATH', ['grep', 'sleep', 'prlimit']],
])('where /bin has `sh` alone, with %s (needs root and unshare)', async (_name, tools) => {
  const { wrapper, node } = await bareSystem(tools)
  const started = await owner('owns.mjs', [node, program('company.mjs')], { wrapper, node })
  const { process: child, family, output } = started
  await family.meet(...NAMES)
  await output.waitFor('up')
  expect(child.exitCode).toBeNull()
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving()).toEqual([])
})

test.skipIf(!canMount)(
  'without `sleep`, the guard still ends the processes (needs root and unshare)',
  async () => {
    const { wrapper, node } = await bareSystem([])
    const started = await owner('owns-on-a-leash.mjs', [], { wrapper, node })
    const guard = await meetGuard(started)
    const watching = (): number[] =>
      childrenOf(guard).filter((pid) => aliveSince(pid) !== undefined)
    await expect.poll(watching).toEqual([])
    expect(started.process.exitCode ?? started.process.signalCode).toBeNull()
  },
)

const shells = ['bash', 'busybox'].filter((name) => canMount && works(name, '--help'))

test.each(shells)('where /bin/sh is %s (needs root and unshare)', async (shell) => {
  const script = 'mount --bind "$1" "$(readlink -f /bin/sh)" && shift && exec "$@"'
  const wrapper = ['unshare', '--mount', '/bin/sh', '-c', script, 'sh', `/usr/bin/${shell}`]
  const started = await owner('owns-family.mjs', ['wait'], { wrapper })
  const { process: child, family, output } = started
  await family.meet('leader', 'child', 'grandchild', 'daemon')
  const guard = await meetGuard(started)
  const since = output.mark()
  process.kill(guard, 'SIGKILL')
  await meetGuard(started, since)
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving()).toEqual([])
})

test.skipIf(!canMount)(
  'folders and files called prlimit that cannot be run are ignored (needs root and unshare)',
  async () => {
    const {
      wrapper,
      node,
      profile: path,
    } = await bareSystem([], (it) => `${it}/folder::${it}/file`)
    mkdirSync(join(path, 'folder', 'prlimit'), { recursive: true })
    mkdirSync(join(path, 'file'))
    writeFileSync(join(path, 'file', 'prlimit'), '', { mode: 0o644 })
    const started = await owner('owns.mjs', [node, program('company.mjs')], { wrapper, node })
    await started.family.meet(...NAMES)
    started.process.kill('SIGKILL')
    await expect.poll(() => started.family.surviving()).toEqual([])
  },
)

test.skipIf(!canMount)(
  'the guard works without /proc and without environments in `ps`, as on macOS (needs root and unshare)',
  async () => {
    const folder = await temporaryDirectory()
    const [real, ps] = [join(folder, 'proc'), join(folder, 'ps')]
    mkdirSync(real)
    writeFileSync(ps, `#!/bin/sh\nREAL=${real} . ${program('ps-of-macos.sh')}\n`, { mode: 0o755 })
    const script =
      'mount --bind /proc "$1" && mount --bind "$2" /usr/bin/ps && mount -t tmpfs none /proc && shift 2 && exec "$@"'
    const wrapper = ['unshare', '--mount', '/bin/sh', '-c', script, 'sh', real, ps]
    const child = 'setsid -w sh -c \'echo $$ > "$PIDS/child"; exec sleep 300\''
    const line = `echo $$ > "$PIDS/leader"; ${child} & wait`
    const started = await owner('owns.mjs', ['/bin/sh', '-c', line], { wrapper })
    await started.family.meet('leader', 'child')
    await started.output.waitFor('up')
    started.process.kill('SIGKILL')
    await expect.poll(() => started.family.surviving()).toEqual([])
  },
)

test.skipIf(!canLimit)(
  'a service that has used up the processes of its user ends with its owner (needs root, setpriv and prlimit)',
  async () => {
    const family = await Family.create()
    chownSync(family.directory, 54_321, 54_321)
    const limits = [
      'prlimit',
      '--nproc=60:60',
      'setpriv',
      '--reuid=54321',
      '--regid=54321',
      '--clear-groups',
    ]
    // A shell that cannot fork exits; its last child says so.
    const bomb =
      'echo $$ > "$PIDS/leader"; n=0; while :; do n=$((n+1)); sh -c "echo \\$\\$ > $PIDS/$n; exec sleep 300" & done'
    const started = await owner('owns.mjs', ['/bin/sh', '-c', `(${bomb}); exec sleep 300`], {
      family,
      wrapper: limits,
    })
    const ofUser = (): number[] => processesOf(54_321).filter((pid) => pid !== started.process.pid)
    await expect.poll(() => ofUser().length).toBeGreaterThan(40)
    started.process.kill('SIGKILL')
    await expect.poll(ofUser).toEqual([])
  },
)

function processesOf(uid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '-u', String(uid)], { encoding: 'utf8' })
  return stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0 && aliveSince(pid) !== undefined)
}

test.skipIf(process.platform === 'win32')(
  'without free file descriptors, the error names the limit',
  async () => {
    const { output } = await owner('owns-with-little.mjs', ['files'], {
      wrapper: ['/bin/sh', '-c', 'ulimit -n 60; exec "$@"', 'sh'],
    })
    await output.waitFor('could not be started: the guard')
    await output.waitFor('raise it with `ulimit -n`')
  },
)

test.skipIf(!canLimit)(
  'without free processes, the error names the limit (needs root, setpriv and prlimit)',
  async () => {
    const wrapper = ['setpriv', '--reuid=54322', '--regid=54322', '--clear-groups']
    const { output } = await owner('owns-with-little.mjs', ['processes'], { wrapper })
    await output.waitFor('raise it with `ulimit -u`')
  },
)
