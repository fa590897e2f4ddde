import { bitbucket } from "./bitbucket";
import { codeCommit } from "./codecommit";
import { github } from "./github";
import { gitlab } from "./gitlab";

/** Every kind of source; a new one is a file and a line here. The first is what a line gets that names none. */
export const sources = [codeCommit, github, gitlab, bitbucket] as const;
