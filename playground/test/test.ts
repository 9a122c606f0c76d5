import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { test as base } from 'vitest'
import { api, postgres, web } from './services.ts'

/** Each file has a database of its own, so that files can run side by side. */
export const test = base
  .extend('postgres', { scope: 'file' }, postgres)
  .extend('database', { scope: 'file' }, async ({ postgres }) => {
    const name = `orders-${randomUUID()}`
    const client = new Client(postgres.url)
    await client.connect()
    await client.query(`create database "${name}"`)
    await client.end()
    return { url: `${postgres.url}/${name}` }
  })
  .extend('api', { scope: 'file' }, api)
  .extend('web', { scope: 'file' }, web)
