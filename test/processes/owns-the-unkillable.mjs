// owns-the-unkillable.mjs COMMAND...: starts what it has no right to end, and prints the error of its kill.
import { SimpleExecutor } from 'vitest-mirakuru/executors'

const executor = await new SimpleExecutor(process.argv.slice(2)).start()
const ready = setInterval(() => {
  if (executor.output.text() === '') return
  clearInterval(ready)
  console.log(executor.output.text())
  void executor.kill().catch(({ code, message }) => {
    console.log(JSON.stringify({ code, message }))
    process.exit()
  })
}, 5)
