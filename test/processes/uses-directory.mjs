// uses-directory.mjs UID SCRIPT: as that user, has a temporary directory, runs a line of shell in it, and
// removes it. Prints where it was, and what was remarked upon, or why there is none. The line has this process's standard input.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { importSource } from './import-source.mjs'

const { TemporaryDirectory } = await importSource('fixtures/folders/temporary-directory')

const [uid, script] = process.argv.slice(2)
process.chdir('/')
if (process.getuid() === 0) process.setgroups([])
process.setgid(Number(uid))
process.setuid(Number(uid))

const remarks = []
const directory = new TemporaryDirectory('probe', { warn: (text) => remarks.push(text) })
let path
try {
  ;({ path } = directory)
} catch (error) {
  console.log(JSON.stringify({ error: error.message }))
  process.exit()
}
spawnSync('/bin/sh', ['-c', script], { cwd: path, stdio: 'inherit' })
directory.remove()
console.log(JSON.stringify({ path, remarks, isLeft: existsSync(path) }))
