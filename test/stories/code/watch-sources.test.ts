import { test } from 'vitest'
import { editSources } from '../../support/edited-sources.ts'

test(
  'an edit reruns the users of a service, and restarts the affected services',
  { timeout: 400_000 },
  () => editSources(),
)
