/** Where one connects to. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** An IPv6 address stands in brackets where a port may follow. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

export function describeAddress({ host, port }: Address): string {
  return `${bracketed(host)}:${port}`
}
