// Has its guard keep two paths, and drop one of them.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../../src/executors/process/guard/guard.ts', import.meta.url))
const { guard } = (await runnerImport(source)).module

const { PIDS } = process.env
guard().removeOnExit(join(PIDS, 'dropped'))
guard().removeOnExit(join(PIDS, 'kept it'))
guard().forgetPath(join(PIDS, 'dropped'))
console.log('told')
setInterval(() => {}, 1_000)
