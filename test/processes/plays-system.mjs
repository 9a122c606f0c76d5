// plays-system.mjs: loaded before a program, has it take PLAYED for its platform, and run the programs in
// PLAYED_PROGRAMS in place of those of the same name that are run by execFile().
import childProcess from 'node:child_process'
import { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const { PLAYED, PLAYED_PROGRAMS } = process.env
Object.defineProperty(process, 'platform', { value: PLAYED })

const { execFile } = childProcess
const played = (file) => {
  const path = join(PLAYED_PROGRAMS, basename(file))
  return existsSync(path) ? path : file
}
childProcess.execFile = Object.assign((file, ...rest) => execFile(played(file), ...rest), {
  [promisify.custom]: (file, ...rest) => promisify(execFile)(played(file), ...rest),
})
syncBuiltinESMExports()
