// company.mjs [NAME]: Node alone, with no other program: the leader, with a child and a daemon that others start.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [name = 'leader'] = process.argv.slice(2)
const start = (other) =>
  spawn(process.execPath, [process.argv[1], other], { detached: true, stdio: 'ignore' })
writeFileSync(`${process.env.PIDS}/${name}`, `${process.pid}\n`)
if (name === 'leader') {
  start('child')
  start('launcher')
}
if (name === 'launcher') start('daemon').unref()
else setInterval(() => {}, 1_000)
