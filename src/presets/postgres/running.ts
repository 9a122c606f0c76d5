// What a server and its databases need to run. Files that only declare them, or borrow them, do not load it.
export { DatabaseMaker } from './maker.ts'
export { programsFor } from './public-copy.ts'
export { templatePreparation } from './template-preparation.ts'
