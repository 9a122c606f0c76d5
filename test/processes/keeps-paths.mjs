// Has its guard keep two paths, and drop one of them.
import { join } from 'node:path'
import { guard } from '../../dist/executors/process/guard.js'

const { PIDS } = process.env
guard().keep(join(PIDS, 'dropped'))
guard().keep(join(PIDS, 'kept it'))
guard().drop(join(PIDS, 'dropped'))
console.log('told')
setInterval(() => {}, 1_000)
