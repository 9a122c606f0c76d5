export interface Order {
  readonly item: string
  readonly quantity: number
}

type PlacedOrder = Order & { readonly id: number }

export async function placeOrder(order: Order): Promise<PlacedOrder> {
  const response = await fetch('/orders', { method: 'POST', body: JSON.stringify(order) })
  if (!response.ok) throw new Error(`The order was answered with ${response.status}`)
  return (await response.json()) as PlacedOrder
}
