import { readScripts, type ServiceScripts } from '../../src/fixtures/code/coverage/read-scripts.ts'
import type { Script } from '../../src/fixtures/code/coverage/script.ts'

/** All at once. */
export async function writtenScripts(
  folder: string,
  lives?: (pid: number) => boolean,
): Promise<ServiceScripts & { readonly scripts: readonly Script[] }> {
  const scripts: Script[] = []
  const counts = await readScripts(folder, async (some) => void scripts.push(...some), lives)
  return { scripts, ...counts }
}
