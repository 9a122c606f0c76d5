import { DATA, type PageData } from '../page/page-data.ts'
import { listenToKeys } from './keys.ts'
import { Picture } from './picture.ts'
import { listenToPointer } from './pointer.ts'

const data = JSON.parse(element(DATA).textContent ?? '') as PageData
document.documentElement.classList.add('live')
const picture = new Picture(data, {
  canvas: element('canvas') as HTMLCanvasElement,
  viewport: element('viewport'),
  tip: element('tip'),
  spoken: element('spoken'),
  filter: element('filter') as HTMLInputElement,
  found: element('found'),
  buttons: element('buttons'),
})
listenToPointer(picture)
listenToKeys(picture)
picture.begin()

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`no #${id}`)
  return found
}
