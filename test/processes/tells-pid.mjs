// Tells its pid, and stays.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

writeFileSync(join(process.env.PIDS, 'program'), `${process.pid}\n`)
setInterval(() => {}, 1_000)
