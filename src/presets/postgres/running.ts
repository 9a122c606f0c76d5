// The code to run a server and its databases. Files that only declare or borrow them do not load it.
export { DatabaseMaker } from './maker.ts'
export { programsFor } from './public-copy.ts'
export { templatePreparation } from './template-preparation.ts'
