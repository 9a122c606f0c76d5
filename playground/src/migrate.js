import { Client } from 'pg'

const SCHEMA = `
  create table if not exists orders (
    id integer generated always as identity primary key,
    item text not null,
    quantity integer not null
  )`

const client = new Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
await client.query(SCHEMA)
await client.end()
