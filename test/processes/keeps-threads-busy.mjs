// Keeps eight threads computing, and prints "busy" once all of them do.
import { once } from 'node:events'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

if (isMainThread) {
  const begun = new Int32Array(new SharedArrayBuffer(4))
  for (let thread = 0; thread < 8; thread++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: begun })
    await once(worker, 'online')
  }
  while (Atomics.load(begun, 0) < 8) Atomics.wait(begun, 0, Atomics.load(begun, 0), 10)
  console.log('busy')
} else {
  Atomics.add(workerData, 0, 1)
  Atomics.notify(workerData, 0)
  for (;;);
}
