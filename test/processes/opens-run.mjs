// opens-run.mjs FOLDER [UID]: opens the directory of its own run there, with a log, as that user, and says where it is.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../../src/fixtures/logs/run-directory.ts', import.meta.url))
const { RunDirectory } = (await runnerImport(source)).module

const [folder, uid] = process.argv.slice(2)
if (uid !== undefined) {
  process.setgroups([])
  process.setgid(Number(uid))
  process.setuid(Number(uid))
}
const directory = RunDirectory.in('/', folder)
directory?.open('api')?.close()
console.log(directory?.path ?? 'none')
process.stdin.resume()
