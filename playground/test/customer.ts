import type { Service } from 'vitest-mirakuru'

interface Answer {
  readonly status: number
  readonly body: { readonly id?: number; readonly error?: string }
}

export function placeOrder(shop: Service, order: unknown): Promise<Answer> {
  return send(shop, '/orders', { method: 'POST', body: JSON.stringify(order) })
}

export function readOrder(shop: Service, id: number | undefined): Promise<Answer> {
  return send(shop, `/orders/${id}`)
}

async function send(shop: Service, path: string, request?: RequestInit): Promise<Answer> {
  const response = await fetch(`${shop.url}${path}`, request)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
