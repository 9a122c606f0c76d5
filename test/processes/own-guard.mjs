// The guard of this process or thread, as the package keeps it.
export function ownGuard() {
  const keys = Object.getOwnPropertySymbols(process)
  const key = keys.find(({ description }) => description.startsWith('vitest-mirakuru.guard '))
  return process[key]
}
