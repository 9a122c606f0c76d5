// Prints where and as whom it runs.
import { env, getgid, getgroups, getuid } from 'node:process'

const { GIVEN, INHERITED } = env
const home = 'HOME' in env
const self = { cwd: process.cwd(), uid: getuid(), gid: getgid(), groups: getgroups() }
console.log(JSON.stringify({ ...self, GIVEN, INHERITED, home }))
