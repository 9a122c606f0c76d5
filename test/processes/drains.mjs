// drains.mjs [MILLISECONDS]: says which stop signals it gets, and ends in order so long after the first. With
// --cluster, it is the worker of a primary that hands SIGTERM on and waits for it.
import cluster from 'node:cluster'

const milliseconds = Number(process.argv[2] ?? 200)
const isAlone = !process.argv.includes('--cluster')

if (cluster.isPrimary && !isAlone) {
  const worker = cluster.fork()
  process.once('SIGTERM', () => worker.process.kill('SIGTERM'))
  cluster.on('exit', () => process.exit(0))
} else {
  let isDraining = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.on(signal, () => drain(signal))
  setInterval(() => {}, 1000)
  console.log('ready')

  function drain(signal) {
    console.log(`got ${signal}`)
    if (isDraining) return
    isDraining = true
    setTimeout(() => {
      console.log('drained')
      process.exit(0)
    }, milliseconds)
  }
}
