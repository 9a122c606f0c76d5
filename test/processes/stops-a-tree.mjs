// stops-a-tree.mjs TREE JOURNAL: starts and stops a tree, and prints what it saw of it.
import { OutputExecutor } from '../../dist/executors/index.js'

const [, , tree, journal] = process.argv
const executor = new OutputExecutor(['sh', tree, 'tree'], {
  banner: 'is ready',
  env: { JOURNAL: journal },
  stopTimeout: 200,
})
await executor.start()
await executor.stop()
console.log('stopped')
