import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chown, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PidExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { freePort } from '../support/free-port.ts'
import { aliveSince } from '../support/surviving.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { childrenOf } from '../support/children.ts'
import { postgresProgram, programOf } from '../support/installed.ts'

/** Real daemons, which leave group, session and parent, and write their titles over their environment. */
const redis = programOf('redis-server')
const nginx = programOf('nginx')
const initdb = postgresProgram('initdb')
const pgCtl = postgresProgram('pg_ctl')
const isRoot = process.getuid?.() === 0
/** PostgreSQL refuses to run as root. */
const owner = isRoot ? { uid: 65_534, gid: 65_534 } : {}

describe('no process is left of', () => {
  test.skipIf(!redis)('redis-server --daemonize yes (needs redis)', async () => {
    const dir = await temporaryDirectory()
    const port = await freePort()
    const executor = endedWithTest(
      new TCPExecutor(`${redis} --daemonize yes --port ${port} --dir ${dir} --save ''`, { port }),
    )
    await executor.start()
    const daemon = await pidOf(() => listenerOf(port))
    expect(executor.pid).not.toBe(daemon)
    expect(executor.running()).toBe(true)
    await executor.stop()
    expect(aliveSince(daemon)).toBeUndefined()
  })

  test.skipIf(!nginx)('nginx with its workers (needs nginx)', async () => {
    const dir = await temporaryDirectory()
    const port = await freePort()
    const config = join(dir, 'nginx.conf')
    const pidFile = join(dir, 'pid')
    await writeFile(config, nginxConfig(dir, port))
    const executor = endedWithTest(
      new PidExecutor([nginx, '-c', config, '-p', dir], { filename: pidFile }),
    )
    await executor.start()
    const master = await pidOf(() => Number(readFileSync(pidFile, 'utf8')))
    const workers = await childrenOf(master, 2)
    await executor.stop()
    expect([master, ...workers].filter((pid) => aliveSince(pid))).toEqual([])
  })

  test.skipIf(!pgCtl)('postgres through pg_ctl (needs postgresql)', async () => {
    const dir = await temporaryDirectory()
    if (isRoot) await chown(dir, 65_534, 65_534)
    const data = join(dir, 'data')
    execFileSync(initdb, ['-D', data, '-U', 'postgres', '--no-sync'], { ...owner, cwd: dir })
    const port = await freePort()
    const log = join(dir, 'log')
    const server = `-p ${port} -k ${dir} -c listen_addresses=127.0.0.1`
    const executor = endedWithTest(
      new TCPExecutor([pgCtl, '-D', data, '-l', log, '-W', 'start', '-o', server], {
        ...owner,
        port,
        cwd: dir,
        stopSignal: 'SIGINT',
      }),
    )
    await executor.start()
    const postmaster = await pidOf(() =>
      Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    )
    const children = await childrenOf(postmaster, 3)
    await executor.stop()
    expect([postmaster, ...children].filter((pid) => aliveSince(pid))).toEqual([])
  })
})

function nginxConfig(dir: string, port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    worker_processes 2;
    error_log ${dir}/error.log;
    pid ${dir}/pid;
    events {}
    http {
      access_log off;
      ${paths.map((kind) => `${kind}_temp_path ${dir}/${kind};`).join('\n')}
      server { listen 127.0.0.1:${port}; return 204; }
    }`
}

/** Waits until a pid is known, and remembers that it is alive now. */
async function pidOf(find: () => number): Promise<number> {
  await expect.poll(() => aliveSince(find()), { timeout: 60_000 }).toBeDefined()
  return find()
}

/** Which process listens on a port, by its command line: redis writes it there. */
function listenerOf(port: number): number {
  const line = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((candidate) => candidate.includes(`:${port}`))
  return Number(line?.trim().split(' ')[0] ?? 0)
}
