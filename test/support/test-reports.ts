import { beforeAll, expect, test } from 'vitest'
import { CHROMIUM, Page, PATIENT } from './browser.ts'
import type { Installation } from './installation.ts'
import { ReportedRun } from './reported-run.ts'
import { serve } from './static-server.ts'

/** Defines the tests of what reports show of failed tests. @default the Vitest of the repository */
export function testReports(installation?: Installation): void {
  let run: ReportedRun
  beforeAll(async () => {
    run = await ReportedRun.of(installation)
    return () => run[Symbol.asyncDispose]()
  }, 300_000)

  test('merged reports have the output of the services, without secrets and control sequences', () => {
    expect(run.outputOf('fails')).toEqual([
      'TIME shared | listening',
      'TIME api    | red <b>"quoted"</b>',
      'TIME shared | from main',
      'TIME api    | token ***',
      'In full: logs/RUN/api.log, logs/RUN/shared.log',
    ])
    const [api, shared] = run.meta['fails']?.services ?? []
    expect(api).toEqual({
      name: 'api',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      generation: 1,
      readyAfter: expect.any(Number),
      lines: 2,
      log: expect.stringMatching(/^logs\/run-[\da-f-]+\/api\.log$/),
    })
    expect(api?.readyAfter).toBeGreaterThan(0)
    expect(shared).toMatchObject({ name: 'shared', generation: 1, lines: 2 })
    expect(shared?.readyAfter).toBeGreaterThan(0)
  })

  test('a test has the services that it uses, even if they print nothing', () => {
    expect(run.outputOf('fails in silence')).toBeUndefined()
    expect(run.meta['fails in silence']?.services).toMatchObject([{ name: 'api', lines: 0 }])
    expect(run.meta['fails without services']).toEqual({})
  })

  test('tests that pass have nothing', () => {
    for (const name of ['passes', 'passes at last', 'made good in each repetition', 'is to fail'])
      expect([name, run.meta[name]]).toEqual([name, {}])
    expect(run.junit.join('').match(/name="services"/g)).toHaveLength(6)
  })

  test('a retried test has the output of its last attempt', () => {
    expect(run.outputOf('fails twice')?.slice(0, -1)).toEqual(['TIME api | try 1'])
    expect(run.outputOf('is not retried')?.slice(0, -1)).toEqual(['TIME api | the only try'])
  })

  test('concurrent tests have the output of their own services', () => {
    for (const [name, text] of [
      ['one', 'from one'] as const,
      ['other', 'from the other'] as const,
    ]) {
      const [first, second, ...rest] = run.outputOf(name) ?? []
      expect([first, second]).toEqual(['TIME own | listening', `TIME own | ${text}`])
      expect(rest).toEqual([expect.stringMatching(/^In full: logs\/RUN\/own(\.N)?\.log$/)])
    }
  })

  test('after huge output, the last lines are shown in shortened form', () => {
    const lines = run.outputOf('is loud') ?? []
    expect(lines).toHaveLength(52)
    expect(lines[0]).toBe('(2950 earlier lines not shown)')
    expect(lines[50]).toMatch(/^TIME api \| x+… \(1544 characters omitted\) …x+2999$/)
    expect(lines.join('\n').length).toBeLessThan(30_000)
    expect(run.meta['is loud']?.services).toMatchObject([{ name: 'api', lines: 3000 }])
  })

  test('JUnit reports have the output once, and the number of lines', () => {
    const text = run.junit.find((one) => one.includes('from main')) ?? ''
    expect(text).toContain('<property name="services" value="api: 2 lines, shared: 2 lines">')
    expect(text.match(/\| from main$/gm)).toHaveLength(1)
  })

  test('the HTML report shows the output in a browser, and has it as a file', async ({ skip }) => {
    skip(CHROMIUM === '', 'Chromium is not installed')
    const page = await Page.open(await serve(run.html))
    await page.click('[data-testid=explorer-item][aria-label=fails]')
    const shown = (): Promise<string> => page.evaluate<string>('document.body.innerText')
    await expect.poll(shown, PATIENT).toContain('Test Meta')
    const text = await shown()
    expect(text).toContain(`serviceOutput\n${run.meta['fails']?.serviceOutput}\n`)
    expect(text).toContain('services\nDownload\napi: 2 lines, shared: 2 lines\n')
    const file = await page.evaluate<string>(
      `fetch(document.querySelector('a[download]').href).then((response) => response.text())`,
    )
    expect(file).toBe(run.meta['fails']?.serviceOutput)

    await page.click('[data-testid=explorer-item][aria-label=passes]')
    await expect.poll(shown, PATIENT).toContain('The test has passed without any errors')
    expect(await shown()).not.toContain('Test Meta')
  })
}
