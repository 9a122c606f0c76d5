/** The colours of the page's style sheet, as a canvas needs them. */
export type Palette = (name: string) => string

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const known = new Map<string, string>()
  return (name) => {
    const color = known.get(name) ?? style.getPropertyValue(`--${name}`).trim()
    known.set(name, color)
    return color
  }
}
