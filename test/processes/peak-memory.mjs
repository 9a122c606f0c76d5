import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Prints by how many megabytes a flood raises the peak of this process above its idle size.
 *
 * @param {(isReal: boolean) => Promise<void>} run a small flood first: what is loaded and compiled is paid for once
 */
export async function printPeak(run) {
  await run(false)
  const idle = megabytes('VmRSS')
  writeFileSync('/proc/self/clear_refs', '5')
  await run(true)
  console.log(megabytes('VmHWM') - idle)
}

function megabytes(name) {
  const status = readFileSync('/proc/self/status', 'utf8')
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024
}
