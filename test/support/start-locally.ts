import { test as base } from 'vitest'
import { service, type Service, type ServiceSpec } from 'vitest-mirakuru'
import { rejection } from './rejection.ts'
import type { ExecutorError } from 'vitest-mirakuru'

/** Starts services whose life ends with the test's. */
export interface Start {
  (spec: ServiceSpec): Promise<Service>
  /** Starts one that cannot be started. */
  readonly failing: (spec: ServiceSpec) => Promise<ExecutorError>
}

/** Tests that call a fixture function as Vitest does, with services that are not known beforehand. */
export const test = base.extend(
  'start',
  async ({ task, signal }, { onCleanup }): Promise<Start> => {
    const cleanups: (() => Promise<void>)[] = []
    const begin = async (spec: ServiceSpec): Promise<Service> =>
      service('probe', spec)({ task, signal }, { onCleanup: (end) => void cleanups.push(end) })
    onCleanup(async () => {
      await Promise.all(cleanups.map((end) => end()))
    })
    return Object.assign(begin, { failing: (spec: ServiceSpec) => rejection(begin(spec)) })
  },
)
