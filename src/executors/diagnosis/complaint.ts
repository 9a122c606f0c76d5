/** A program's own words that an address is taken. */
export interface Complaint {
  /** Where it says so. */
  readonly port: number | undefined
}

const TAKEN = /^.*(?:EADDRINUSE|address already in use).*$/im

/** `127.0.0.1:80`, `:::80`, `('127.0.0.1', 80)`, `port: 80`; the last one, since a time may come before. */
const PORT = /(?:[:\]]|', |\bport[ :=]+)(\d{2,5})\b/gi

export function complaintIn(output: string): Complaint | undefined {
  const [line] = TAKEN.exec(output) ?? []
  if (line === undefined) return undefined
  const port = Array.from(line.matchAll(PORT)).at(-1)?.[1]
  return { port: port === undefined ? undefined : Number(port) }
}
