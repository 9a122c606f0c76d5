// What a server and its databases need to run. Files that only declare them, or borrow them, do not load it.
export { DatabaseMaker } from './maker.ts'
export { warnOfOpen } from './left-open.ts'
export { programsFor } from './programs-for-user.ts'
export { templatePreparation } from './template-preparation.ts'
