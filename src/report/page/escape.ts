const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes HTML: services and tests choose their own names. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** JSON for a script element, which `</script>` and `<!--` would end or change. */
export function inScript(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? short(one) : one))
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

/** Hundredths of a millisecond are enough. */
function short(number: number): number {
  return Math.round(number * 100) / 100
}
