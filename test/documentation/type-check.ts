import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY } from '../support/installation.ts'

const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc')

/**
 * What TypeScript says of snippets, each a file: first of all, of names that they use and do not show.
 *
 * @param snippets by their paths
 * @param beside a project whose test files they import
 */
export async function complaintsOf(
  snippets: Readonly<Record<string, string>>,
  beside?: string,
): Promise<string> {
  const project = await mkdtemp(join(await realpath(tmpdir()), 'snippets-'))
  try {
    if (beside) {
      const tests = join(REPOSITORY, beside, 'test')
      await cp(tests, join(project, 'test'), { recursive: true })
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(project, 'node_modules'))
    await writeFile(join(project, 'package.json'), '{ "type": "module" }')
    for (const [file, code] of Object.entries(snippets)) {
      await mkdir(dirname(join(project, file)), { recursive: true })
      await writeFile(join(project, file), code)
    }
    const config = {
      extends: join(REPOSITORY, 'tsconfig.json'),
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      files: Object.keys(snippets),
      include: [join(REPOSITORY, 'src/**/*.d.ts')],
    }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config))
    const { stdout } = await promisify(execFile)(process.execPath, [TSC, '-p', project]).catch(
      (error: { stdout: string }) => error,
    )
    return stdout
  } finally {
    await rm(project, { recursive: true })
  }
}
