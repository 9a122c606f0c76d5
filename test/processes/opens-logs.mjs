// opens-logs.mjs FOLDER COUNT: as a worker of its parent's run, opens so many logs and writes a line to each, whatever
// becomes of the folder. Prints the directory of the run.
import { importSource } from './import-source.mjs'

const { RunDirectory } = await importSource('fixtures/logs/run-directory')

const [folder, count] = process.argv.slice(2)
for (let number = 0; number < Number(count); number++) {
  const directory = RunDirectory.in('/', folder)
  if (directory?.path.startsWith(folder)) console.log(directory.path)
  const log = directory?.open('api')
  log?.write(['line'])
  log?.close()
}
process.disconnect()
