// meets-a-namesake.mjs: in a pid namespace of its own. Starts a process that makes itself a daemon, has another
// one, of nobody's, get the pid that this had, lead a session, leave a daemon in it and end. Then it stops its own,
// and prints whether the daemon of the other one lives.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { SimpleExecutor } from '../../dist/executors/index.js'

const script = '(setsid sleep 300 > /dev/null 2>&1 < /dev/null &); echo $$ > "$0/leader"'
const folder = process.argv[2]
const executor = new SimpleExecutor(['sh', '-c', script, folder])
await executor.start()
const { exitCode } = await executor.waitForExit()
const pid = Number(readFileSync(`${folder}/leader`, 'utf8'))

const stranger =
  '[ $$ = "$0" ] || exit 1; (exec sleep 300 > /dev/null 2>&1 < /dev/null) & echo $! > "$1"'
const told = `${folder}/stranger`
for (let attempt = 0; attempt < 1000 && !existsSync(told); attempt++) {
  writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1))
  spawnSync('setsid', ['sh', '-c', stranger, String(pid), told], { stdio: 'ignore' })
}
const daemon = Number(readFileSync(told, 'utf8'))
await executor.stop()
// Nobody reaps it here.
const lives = !readFileSync(`/proc/${daemon}/stat`, 'utf8').includes(') Z ')
console.log(JSON.stringify({ exitCode, lives }))
if (lives) process.kill(daemon, 'SIGKILL')
