// mocks-files.mjs: prints the error of a stop while the file system is mocked, as mock-fs does it.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { SimpleExecutor } from 'vitest-mirakuru/executors'

const executor = await new SimpleExecutor('sleep 300').start()
const { openSync, readdirSync } = fs
const missing = (path) => {
  const message = `ENOENT, no such file or directory '${path}'`
  throw Object.assign(new Error(message), { code: 'ENOENT', path })
}
Object.assign(fs, { openSync: missing, readdirSync: missing })
syncBuiltinESMExports()
const failed = await executor.stop().catch((error) => error)
Object.assign(fs, { openSync, readdirSync })
syncBuiltinESMExports()
console.log(failed?.message ?? 'stopped')
await executor.stop()
console.log('over')
