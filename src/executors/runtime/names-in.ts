import { readdirSync } from 'node:fs'

/** Returns the names in a folder. None if it is not there, or cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
