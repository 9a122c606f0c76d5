// terminable.mjs [NAME]: a leader with a child, which end as what TerminateProcess() ends on Windows: with 1.
import { spawn } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'

const [name = 'leader'] = process.argv.slice(2)
process.on('SIGTERM', () => process.exit(1))
if (name === 'leader') spawn(process.execPath, [process.argv[1], 'child'], { stdio: 'ignore' })
const path = `${process.env.PIDS}/${name}`
writeFileSync(`${path}.new`, `${process.pid}\n`)
renameSync(`${path}.new`, path)
setInterval(() => {}, 1_000)
