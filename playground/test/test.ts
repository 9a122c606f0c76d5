import { test as base } from 'vitest'
import { api, database, mails, postgres, web } from './services.ts'

/** Each file has a database of its own, so that files can run side by side. */
export const test = base
  .extend('postgres', { scope: 'file' }, postgres)
  .extend('database', { scope: 'file' }, database)
  .extend('mails', { scope: 'file' }, mails)
  .extend('api', { scope: 'file' }, api)
  .extend('web', { scope: 'file' }, web)
