import type { StandInTable } from "./types";

/** Other stacks of a project, whose outputs a program reads. A plan asks no backend: these are those of a stack with scope account. */
export const others: StandInTable = {
    "pulumi:pulumi:StackReference": (it) => {
        const arns = { githubOidcArn: it.globalArn("iam", "oidc-provider/token.actions.githubusercontent.com") };
        return {
            id: it.text("name"),
            outputs: { name: it.text("name"), outputs: { arns, nextSteps: [] }, secretOutputNames: [] },
        };
    },
};
