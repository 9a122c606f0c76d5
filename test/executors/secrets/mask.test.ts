import { describe, expect, test } from 'vitest'
import { maskedText } from '../../../src/executors/secrets/mask.ts'
import { concealer } from '../../../src/executors/secrets/conceal.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'

test.each([
  ['api --password=hunter2 --port=80', 'api --password=*** --port=80'],
  ["api --password='hunter 2'", 'api --password=***'],
  ['api --token abc123 --verbose', 'api --token *** --verbose'],
  ['api --db-password hunter2', 'api --db-password ***'],
  ['api --api-key abc123', 'api --api-key ***'],
  ['redis-server --requirepass hunter2', 'redis-server --requirepass ***'],
  ['redis-cli -h db -a hunter2 ping', 'redis-cli -h db -a *** ping'],
  ['mysql -u root -phunter2 app', 'mysql -u root -p*** app'],
  ['mysqladmin -phunter2 ping', 'mysqladmin -p*** ping'],
  ['mysql --password hunter2', 'mysql --password ***'],
  ['redis-server --masterauth hunter2', 'redis-server --masterauth ***'],
  ['valkey-cli -a hunter2 ping', 'valkey-cli -a *** ping'],
  ['sshpass -p hunter2 ssh host', 'sshpass -p *** ssh host'],
  [
    '/opt/mssql-tools/bin/sqlcmd -U sa -P Hunter:2 -Q x',
    '/opt/mssql-tools/bin/sqlcmd -U sa -P *** -Q x',
  ],
  ['ldapsearch -x -w hunter2 -b dc=x', 'ldapsearch -x -w *** -b dc=x'],
  ['cypher-shell -u neo4j -p hunter2 x', 'cypher-shell -u neo4j -p *** x'],
  ['etcdctl --user root:hunter2 get x', 'etcdctl --user root:*** get x'],
  ['curl --user=ann:hunter2 host', 'curl --user=ann:*** host'],
  ['api ann:hunter2@localhost:3306/app', 'api ann:***@localhost:3306/app'],
  ['api --db=ann:hunter2@tcp(127.0.0.1:3306)/app', 'api --db=ann:***@tcp(127.0.0.1:3306)/app'],
  ["mysqlsh 'root:hunter2@localhost'", "mysqlsh 'root:***@localhost'"],
  ['curl -u ann:hunter2 host', 'curl -u ann:*** host'],
  ['sh -c "PGPASSWORD=hunter2 psql"', 'sh -c "PGPASSWORD=*** psql"'],
  ['env MYSQL_ROOT_PW=hunter2 mysqld', 'env MYSQL_ROOT_PW=*** mysqld'],
  ['env MY_JWT=hunter2 SENTRY_DSN=abc node x', 'env MY_JWT=*** SENTRY_DSN=*** node x'],
  [
    'java -Dspring.datasource.password=hunter2 -jar x.jar',
    'java -Dspring.datasource.password=*** -jar x.jar',
  ],
  ['api postgres://app:hunter2@db/app', 'api postgres://app:***@db/app'],
  ['api "host=db user=app password=hunter2"', 'api "host=db user=app password=***"'],
  ['api "Server=db;User Id=sa;Password=hunter2;"', 'api "Server=db;User Id=sa;Password=***;"'],
  ['api "AccountName=a;AccountKey=abc=="', 'api "AccountName=a;AccountKey=***"'],
  [`api '{"user":"a","password":"hunter2"}'`, `api '{"user":"a","password":***}'`],
  ["curl -H 'Authorization: Bearer abc.def' host", "curl -H 'Authorization: Bearer ***' host"],
  ["curl -H 'Authorization: abcdef' host", "curl -H 'Authorization: ***' host"],
  ["curl -H 'X-Api-Key: abc123' host", "curl -H 'X-Api-Key: ***' host"],
  ["curl -H 'Cookie: sid=1; t=2' host", "curl -H 'Cookie: ***' host"],
  [`api ${JWT}`, 'api ***'],
  ['api http://host/?token=hunter2&page=1', 'api http://host/?token=***&page=1'],
  ['api --url=http://host/?a=1&api_key=hunter2', 'api --url=http://host/?a=1&api_key=***'],
  ['psql postgresql://ann@db/app?password=hunter2', 'psql postgresql://ann@db/app?password=***'],
  [`sh -c 'api --token hunter2 & wait'`, `sh -c 'api --token *** & wait'`],
  ['docker login dckr_pat_0123456789abcdef', 'docker login ***'],
  ['git clone https://ghp_0123456789abcdef@github.com/a/b', 'git clone https://***@github.com/a/b'],
])('%s is shown as %s', (line, shown) => {
  expect(maskedText(line)).toBe(shown)
})

test.each([
  'node server.js --port 3000 --host 127.0.0.1',
  'api --key-file /etc/key.pem --tls-key ./key.pem --token-ttl 60',
  'api --max-tokens 100 --auth none --password $PASSWORD',
  'psql -p 5432 -U postgres',
  'docker run -p 5432:5432 -e MODE=test postgres:16',
  'ssh -p 22 host',
  'npx serve --author me --keyspace app --passive',
  'open http://localhost:4873/@scope/name',
  'npx npm:esbuild@0.21 workspace:app@1 postgres:16@sha256:0123abcd',
  'docker run -p 8080:80 --user 1000:1000 redis:7-alpine',
  'mail mailto:ann@example.com git:ann@host/x',
  'curl --user-agent me:too http://localhost/a:b@c',
])('%s is shown unchanged', (line) => {
  expect(maskedText(line)).toBe(line)
})

test.each(['a', 'a-', '-eyJ', '://a:', 'mysql ', 'section_', "'", 'password=', '--key '])(
  'a command that repeats %s for 100,000 characters is masked quickly',
  (part) => {
    const begin = performance.now()
    maskedText(part.repeat(100_000 / part.length))
    // Several minutes, where the time grows with the square.
    expect(performance.now() - begin).toBeLessThan(5_000)
  },
)

test('secrets in a command are masked in its output', () => {
  const conceal = concealer({}, 'api --password=s3cr3t-word postgres://app:An0ther-one@db "x"')
  expect(conceal('s3cr3t-word for An0ther-one')).toBe('*** for ***')
  const quoted = concealer({ CONFIG: '{"token":"s3cr3t-word"}' })
  expect(quoted('got s3cr3t-word')).toBe('got ***')
})

test('known secrets are masked everywhere', () => {
  const conceal = concealer({
    DB_PASSWORD: 's3cr3t-word',
    POSTGRES_PASSWORD: 'postgres',
    PIN_KEY: '1234',
    DATABASE_URL: 'postgres://app:An0ther-one@db/app',
    SSH_AUTH_SOCK: '/tmp/ssh-xyz/agent.1',
    NAME: 'vitest-mirakuru',
  })
  expect(conceal('connecting with s3cr3t-word')).toBe('connecting with ***')
  expect(conceal('bad login: app/An0ther-one')).toBe('bad login: app/***')
  const plain = 'postgres 1234 /tmp/ssh-xyz/agent.1 vitest-mirakuru'
  expect(conceal(plain)).toBe(plain)
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a known secret is masked in another form', () => {
  const password = `a"b&c!d'e f/g?h`
  const conceal = concealer({
    DB_PASSWORD: password,
    TLS_KEY: '-----BEGIN\n  MIIEvQIBADANBg\r\n  kqhkiG9w0BAQEF\n',
    DATABASE_DSN: 'db://app:An0ther%2Fone@db',
    ODD_TOKEN: '\uD800 abcdefgh',
  })
  test.each([
    ['line by line', 'MIIEvQIBADANBg', '***'],
    ['decoded from a URL', 'login app/An0ther/one', 'login app/***'],
    ['encoded for a URL', encodeURIComponent(password), '***'],
    ['encoded for a form', new URLSearchParams({ p: password }).toString(), 'p=***'],
    ['in JSON', JSON.stringify({ password }), '{"password":"***"}'],
    ['in Base64', base64(password), '***'],
    ['in Base64 for a URL', Buffer.from(`???${password}`).toString('base64url'), 'Pz8_***'],
    ['in Base64 after one byte', base64(`1${password}1`), 'MW***DE='],
    ['in Base64 after two bytes', base64(`12${password}12`), 'MTJ***gxMg=='],
  ])('%s', (_form, text, shown) => {
    expect(conceal(text)).toBe(shown)
  })
})
