import type { Page } from './browser.ts'

/** A colour of the page's style sheet, as `red,green,blue`. */
export async function colorOf(page: Page, name: string): Promise<string> {
  return page.evaluate(`(() => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d')
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--${name}')
    pen.fillRect(0, 0, 1, 1)
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).join(',')
  })()`)
}

/** A pixel of the timeline. @param at from 0, its begin, to 1 @param y pixels from its top */
export async function pixelAt(
  page: Page,
  { at, y }: { readonly at: number; readonly y: number },
): Promise<string> {
  return page.evaluate(`(() => {
    const canvas = document.getElementById('canvas')
    const left = Math.min(190, canvas.width / 3)
    const x = Math.round(left + (canvas.width - left - 8) * ${at})
    return [...canvas.getContext('2d').getImageData(x, ${y}, 1, 1).data].slice(0, 3).join(',')
  })()`)
}

/** The contrast of two colours by WCAG 2: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = color.split(',').map((part) => {
    const value = Number(part) / 255
    return value <= 0.039_28 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
