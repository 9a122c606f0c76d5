import { randomUUID } from 'node:crypto'
import { test as base } from 'vitest'
import { api, mails, postgres, schema, web } from './services.ts'
import { run } from './sql.ts'

/** Each file has a database of its own, so that files can run side by side. */
export const test = base
  .extend('postgres', { scope: 'file' }, postgres)
  .extend('schema', { scope: 'file' }, schema)
  .extend('database', { scope: 'file' }, async ({ postgres, schema: _schema }, { onCleanup }) => {
    const name = `orders-${randomUUID()}`
    await run(postgres.url, `create database "${name}" template template1`)
    onCleanup(() => run(postgres.url, `drop database "${name}" with (force)`))
    return { url: `${postgres.url}/${name}` }
  })
  .extend('mails', { scope: 'file' }, mails)
  .extend('api', { scope: 'file' }, api)
  .extend('web', { scope: 'file' }, web)
