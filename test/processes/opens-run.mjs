// opens-run.mjs FOLDER [UID]: opens the directory of its own run there, with a log, as that user, and says where it is.
import { importSource } from './import-source.mjs'

const { RunDirectory } = await importSource('fixtures/logs/run-directory')

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
