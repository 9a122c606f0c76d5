// owns-flag.mjs FILE: has a program that makes an empty file, says so, and lives.
import { PidExecutor } from 'vitest-mirakuru/executors'

const filename = process.argv[2]
const command = ['sh', '-c', ': > "$0"; exec sleep 300', filename]
await new PidExecutor(command, { filename }).start()
console.log('ready')
setInterval(() => {}, 1_000)
