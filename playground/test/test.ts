import { test as base } from 'vitest'
import { extend } from 'vitest-mirakuru'
import { api, database, mails, postgres } from './services.ts'
import { web } from './web.ts'

/** Each file has a database of its own, so that files can run side by side. */
export const test = extend(base, { postgres, database, mails, api, web })
