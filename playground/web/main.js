import { placeOrder } from './place-order.ts'

const form = document.querySelector('form')

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void submit(Object.fromEntries(new FormData(form)))
})

async function submit({ item, quantity }) {
  const { id } = await placeOrder({ item, quantity: Number(quantity) })
  form.querySelector('output').value = `Order ${id} is placed`
}
