// Has its guard keep two paths, and drop one of them.
import { join } from 'node:path'
import { importSource } from './import-source.mjs'

const { guard } = await importSource('executors/process/guard/guard')

const { PIDS } = process.env
guard().removeOnExit(join(PIDS, 'dropped'))
guard().removeOnExit(join(PIDS, 'kept it'))
guard().forgetPath(join(PIDS, 'dropped'))
console.log('told')
setInterval(() => {}, 1_000)
