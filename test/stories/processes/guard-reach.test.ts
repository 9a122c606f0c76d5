import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { build } from 'vite'
import { program } from '../../support/program.ts'
import { Family } from '../../support/surviving.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { meetGuard, owner, type Owner } from '../../support/owner.ts'
import { sendSignal } from '../../support/send-signal.ts'

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0
const has = (name: string): boolean => isLinux && spawnSync('which', [name]).status === 0
const pathOf = (name: string): string => execFileSync('which', [name], { encoding: 'utf8' }).trim()

/** Without a marker in its environment or its limits. */
const unmarked = (script: string, pids: string): string[] => {
  const bare = ['env', '-i', pathOf('prlimit'), '--locks=unlimited:']
  return [...bare, '/bin/sh', '-c', `echo $$ > "$0/descendant"; ${script}`, pids]
}

async function killOwner({ process: child, family }: Owner): Promise<void> {
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving()).toEqual([])
}

test.skipIf(!has('prlimit') || !has('setsid'))(
  'a child in its own session without a marker ends with its owner',
  async () => {
    const family = await Family.create()
    const script = 'echo $$ > "$PIDS/leader"; "$@" & wait'
    const child = ['setsid', '-w', ...unmarked('exec /bin/sleep 300', family.directory)]
    const started = await owner('owns.mjs', ['/bin/sh', '-c', script, 'sh', ...child], { family })
    await family.meet('leader', 'descendant')
    await killOwner(started)
  },
)

test.skipIf(!has('prlimit') || !has('setsid'))(
  'an orphan without a marker ends with an owner that dies during the stop',
  async () => {
    const family = await Family.create()
    const child = [
      'setsid',
      '-w',
      ...unmarked('trap "" TERM; echo ready; sleep 300', family.directory),
    ]
    const script = 'echo $$ > "$PIDS/leader"; trap "exit 0" TERM; "$@" & wait'
    const command = ['/bin/sh', '-c', script, 'sh', ...child]
    const started = await owner('takes-long-to-stop.mjs', command, { family })
    await family.meet('leader', 'descendant')
    await started.output.waitFor('up')
    sendSignal(started.process.pid, 'SIGUSR2')
    await expect.poll(() => family.surviving()).not.toContain('leader')
    await killOwner(started)
  },
)

test.skipIf(!has('prlimit'))(
  'an orphan without a marker in the session of an exited leader ends with its owner',
  async () => {
    const family = await Family.create()
    const child = unmarked('exec /bin/sleep 300', family.directory)
    const started = await owner('owns.mjs', ['/bin/sh', '-c', '"$@" & exit 0', 'sh', ...child], {
      family,
    })
    await family.meet('descendant')
    await started.output.waitFor('up')
    await meetGuard(started)
    await killOwner(started)
  },
)

test.skipIf(!isRoot || !has('su'))(
  'a program under `su -` ends with its owner (needs root and su)',
  async () => {
    const family = await Family.create()
    chmodSync(family.directory, 0o777)
    const script = `echo $$ > ${family.directory}/descendant; exec sleep 300`
    const command = ['su', '-s', '/bin/sh', '-', 'nobody', '-c', script]
    const started = await owner('owns.mjs', command, { family })
    await family.meet('descendant')
    await killOwner(started)
  },
)

test.skipIf(!has('prlimit'))(
  "the stop of an owner that an executor has started does not kill the owner's guard",
  async () => {
    const wrapper = ['prlimit', '--locks=111111111111000001:']
    const guard = await meetGuard(await owner('owns.mjs', ['sleep', '300'], { wrapper }))
    expect(readFileSync(`/proc/${guard}/limits`, 'latin1')).toMatch(/^Max file locks +unlimited /m)
  },
)

test.skipIf(!has('perl') || !has('setsid'))(
  'a daemon of an owner that an executor has started ends with the owner of the executor',
  async () => {
    const daemon = `setsid perl ${program('overwrites-environment.pl')} & wait`
    const inner = [process.execPath, program('owns.mjs'), '/bin/sh', '-c', daemon]
    const started = await owner('owns.mjs', inner)
    await started.family.meet('descendant')
    await killOwner(started)
  },
)

test.skipIf(!has('prlimit') || !has('setsid'))(
  'the processes of an owner in one bundled file end even if that file was removed',
  async () => {
    const folder = await temporaryDirectory()
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: program('owns.mjs'),
        outDir: folder,
        rolldownOptions: { output: { format: 'esm' } },
      },
    })
    const family = await Family.create()
    // Known by its environment alone, which only the sweep reads.
    const script = 'echo $$ > "$PIDS/descendant"; exec sleep 300'
    const daemon = `(prlimit --locks=unlimited: setsid sh -c '${script}' > /dev/null 2>&1 &)`
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const started = await owner(join(folder, 'owns.js'), ['/bin/sh', '-c', daemon], { family })
    await family.meet('descendant')
    await started.output.waitFor('up')
    rmSync(folder, { recursive: true, force: true })
    await killOwner(started)
  },
)
