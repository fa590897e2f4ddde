import { codeCommit } from "./codecommit";

/** Every kind of source; a new one is a file and a line here. */
export const sources = [codeCommit] as const;
