import { expect, test } from 'vitest'
import { statementsOf } from '../../src/presets/postgres/statements.ts'

test.for([
  ['select 1; select 2', ['1 select 1', '1 select 2']],
  ['\n-- a; b\n/* c; /* d; */ e; */\nselect 1;\n\n', ['4 select 1']],
  [
    `select ';', 'it''s;', e'\\';', "a;b";\nselect 2`,
    [`1 select ';', 'it''s;', e'\\';', "a;b"`, '2 select 2'],
  ],
  ['do $$ begin; end $$;\ndo $a$ $$; $a$', ['1 do $$ begin; end $$', '2 do $a$ $$; $a$']],
  ["select $1;select 'open; ", ['1 select $1', "1 select 'open", '1 ']],
  [
    'create function f() returns int begin atomic select case when true then 1 end; select 2; end;\nselect 3',
    [
      '1 create function f() returns int begin atomic select case when true then 1 end; select 2; end',
      '2 select 3',
    ],
  ],
  ['begin; select 1; commit', ['1 begin', '1 select 1', '1 commit']],
  [' ;; -- nothing', []],
] as const)('%j', ([sql, expected]) => {
  const found = statementsOf(sql).map(({ text, line }) => `${line} ${text}`)
  expect(found).toEqual(expected.filter((one) => !/^\d+ $/.test(one)))
})
