import { expect, test } from 'vitest'
import { OutputExecutor } from 'vitest-mirakuru/executors'
import { lastErrorIn } from '../../../src/executors/diagnosis/last-error.ts'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { rejection } from '../../support/rejection.ts'

test.for<[what: string, printed: string, line: string]>([
  [
    'Node',
    "node:events:502\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EACCES: permission denied 0.0.0.0:80\n    at Server.setupListenHandle (node:net:1)\nEmitted 'error' event on Server instance at:\n    at emitErrorNT (node:net:2) {\n  code: 'EACCES',\n  errno: -13\n}\n\nNode.js v20.20.2\n",
    'Error: listen EACCES: permission denied 0.0.0.0:80',
  ],
  [
    'Python',
    'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    raise ValueError("no DSN")\nValueError: no DSN\n',
    'ValueError: no DSN',
  ],
  [
    'Java',
    'Exception in thread "main" java.lang.IllegalStateException: boom\n\tat Main.main(Main.java:3)\nCaused by: java.io.IOException: disk full\n\tat Main.main(Main.java:1)\n\t... 5 more\n',
    'Caused by: java.io.IOException: disk full',
  ],
  [
    'Ruby',
    "app.rb:2:in `boot': no config (RuntimeError)\n\tfrom app.rb:9:in `<main>'\n",
    "app.rb:2:in `boot': no config (RuntimeError)",
  ],
  [
    'a German program',
    'Starte ...\nFehler: Verbindung zur Datenbank verweigert\nEnde\n',
    'Fehler: Verbindung zur Datenbank verweigert',
  ],
  [
    'Go',
    'panic: nil map\n\ngoroutine 1 [running]:\nmain.main()\nexit status 2\n',
    'panic: nil map',
  ],
  [
    'Rust',
    "thread 'main' panicked at src/main.rs:2:5:\nno config\nnote: run with `RUST_BACKTRACE=1`\n",
    "thread 'main' panicked at src/main.rs:2:5: no config",
  ],
  [
    'PostgreSQL',
    'LOG:  starting\nFATAL:  could not open file "x": Permission denied\nLOG:  shut down\n',
    'FATAL:  could not open file "x": Permission denied',
  ],
  [
    'npm, behind what its script said',
    'Error: no config\nnpm error Lifecycle script `start` failed with error:\nnpm error code 1\n',
    'Error: no config',
  ],
  ['colours', '\u001B[31merror\u001B[39m: no config\nbye\n', 'error: no config'],
])('the last line that looks like an error: %s', ([, printed, line]) => {
  expect(lastErrorIn(printed)).toBe(line)
})

test.for(['', 'listening on 80\nbye\n', '0 errors, 0 failures\n'])(
  'nothing in %j looks like an error',
  (printed) => {
    expect(lastErrorIn(printed)).toBeUndefined()
  },
)

test('the reason is shown even above the last lines of the output', async () => {
  const script = 'echo "error: no config"; seq 100; exit 3'
  const executor = new OutputExecutor(['sh', '-c', script], { banner: 'ready' })
  const error = await rejection(endedWithTest(executor).start())
  expect(error.outputTail).not.toContain('no config')
  expect(error.message).toMatch(/^Last error: error: no config$/m)
  expect(error.message).not.toMatch(/^Fix:/m)
})
