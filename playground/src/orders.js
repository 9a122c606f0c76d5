/** The request is not a valid order. The message says why. */
export class InvalidOrder extends Error {
  name = 'InvalidOrder'
}

export class Orders {
  #database
  #mailer

  constructor(database, mailer) {
    this.#database = database
    this.#mailer = mailer
  }

  /** @throws {InvalidOrder} */
  async add(order) {
    const { item, quantity } = checked(order)
    const insert = 'insert into orders (item, quantity) values ($1, $2) returning *'
    const [added] = await this.#database.query(insert, [item, quantity])
    await this.#mailer.send({ to: 'kitchen', subject: `${quantity} × ${item}` })
    return added
  }

  async find(id) {
    const [found] = await this.#database.query('select * from orders where id = $1', [id])
    return found
  }
}

function checked(order) {
  const { item, quantity } = order ?? {}
  if (typeof item !== 'string' || item.trim() === '') {
    throw new InvalidOrder('item must be a text that is not empty')
  }
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000) {
    throw new InvalidOrder('quantity must be a whole number from 1 to 1000')
  }
  return { item: item.trim(), quantity }
}
