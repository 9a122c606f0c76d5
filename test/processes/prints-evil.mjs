// prints-evil.mjs [PORT]: prints what acts on a terminal or a CI runner, calls itself so, and answers so.
import { createServer } from 'node:http'

const ESC = '\u001B'
const evil = [
  `${ESC}]0;title\u0007${ESC}]52;c;cHduZWQ=${ESC}\\${ESC}[2J${ESC}[1;1H${ESC}Pq#0~~${ESC}\\\u009B31m`,
  '::error::of GitHub',
  'progress\r::error::after a return',
  'a\u0085::error::after a next line',
  'a\u2028::error::after a separator',
  'a\u000B::error::after a vertical tab\f::error::after a form feed',
  'text ##[error]of Azure ##vso[task.setvariable variable=a]b',
  "##teamcity[testFailed name='a']",
  'section_start:1560896352:a\r\u001B[0Kof GitLab',
  'bell\u0007, backspace\b\b\b, \u202Ereversed\u202C',
]
process.title = evil.join(' ')
for (const stream of [process.stdout, process.stderr]) stream.write(`${evil.join('\n')}\n`)
createServer((_request, response) => {
  response.writeHead(503, 'evil ##[error]', { 'x-evil': '##vso[a]b' })
  response.end(evil.join('\n'))
}).listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log('listening'))
