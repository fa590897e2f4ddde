import { codeCommit } from "./codecommit";

/** Every kind of source; a new one is a file and a line here. The first is what a line gets that names none. */
export const sources = [codeCommit] as const;
