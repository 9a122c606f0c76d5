import type { Description } from './describe.ts'

const DISTANCE = 14

/** Shows a description beside the cursor. All of it is text: services choose their names. */
export function showTip(
  tip: HTMLElement,
  description: Description | undefined,
  at: { readonly x: number; readonly y: number } | undefined,
): void {
  tip.hidden = !description || !at
  if (!description || !at) return
  const title = document.createElement('b')
  title.textContent = description.title
  const lines = description.lines.map((text) => {
    const line = document.createElement('div')
    line.textContent = text
    return line
  })
  tip.replaceChildren(title, ...lines)
  const { offsetWidth: width, offsetHeight: height } = tip
  const left = at.x + DISTANCE + width > innerWidth ? at.x - DISTANCE - width : at.x + DISTANCE
  const top = at.y + DISTANCE + height > innerHeight ? at.y - DISTANCE - height : at.y + DISTANCE
  tip.style.transform = `translate(${Math.max(left, 4)}px, ${Math.max(top, 4)}px)`
}
