import { test as base } from 'vitest'
import { extend } from 'vitest-mirakuru'
import { api, database, mails, postgres } from './services.ts'
import { web } from './web.ts'

/** Each file has its own database, so that files can run at the same time. */
export const test = extend(base, { postgres, database, mails, api, web })
