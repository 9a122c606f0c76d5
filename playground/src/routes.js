import { json } from 'node:stream/consumers'
import { DatabaseAway } from './database.js'
import { InvalidOrder } from './orders.js'

/** Answers a request with a status and a JSON body. */
export async function answer(request, { database, orders }) {
  try {
    return await route(request, { database, orders })
  } catch (error) {
    if (error instanceof InvalidOrder) return [400, { error: error.message }]
    if (error instanceof DatabaseAway) return [503, { error: error.message }]
    console.error(error)
    return [500, { error: 'Internal error' }]
  }
}

async function route(request, { database, orders }) {
  const { pathname } = new URL(request.url, 'http://localhost')
  const endpoint = `${request.method} ${pathname}`

  if (endpoint === 'GET /healthz') {
    await database.query('select 1')
    return [200, { status: 'ok' }]
  }
  if (endpoint === 'POST /orders') {
    return [201, await orders.add(await bodyOf(request))]
  }
  const id = /^GET \/orders\/(\d{1,9})$/.exec(endpoint)?.[1]
  const order = id && (await orders.find(id))
  return order ? [200, order] : [404, { error: 'Not found' }]
}

async function bodyOf(request) {
  try {
    return await json(request)
  } catch {
    throw new InvalidOrder('the body must be JSON')
  }
}
