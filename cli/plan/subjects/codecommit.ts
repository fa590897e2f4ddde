import { any, type Subject } from "./types";

/** A repository in AWS. */
export const codeCommit: Subject = {
    reasons: {
        "aws:codecommit/repository:Repository": [[any, "holds the source; a push to its branch starts make"]],
    },
};
