import { test as base } from 'vitest'
import type { Service } from 'vitest-mirakuru'

type Fixture = (
  context: never,
  builder: { onCleanup(end: () => Promise<void>): void },
) => Promise<Service>

/** Tests that start what presets declare, and end it with the test. */
export const test = base.extend('start', async ({ task, signal }, { onCleanup }) => {
  const cleanups: (() => Promise<void>)[] = []
  onCleanup(async () => {
    for (const end of cleanups.toReversed()) await end()
  })
  /** @param fixtures those that it needs, by their names */
  return <F extends Fixture>(fixture: F, fixtures: object = {}): ReturnType<F> =>
    fixture({ ...fixtures, task, signal } as never, {
      onCleanup: (end) => void cleanups.push(end),
    }) as ReturnType<F>
})
