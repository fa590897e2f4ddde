// What a change in git starts, by the settings of Pulumi Deployments that a plan holds.
// https://www.pulumi.com/docs/deployments/concepts/settings/source/
import type { JsonObject, Plan } from "../../plan/document";
import { anyPasses } from "../../text/path-filter";

/** A change against the branch that is deployed. */
export interface Change {
    readonly kind: "pull request" | "merge";
    /** Paths from the repository's root. */
    readonly changed: readonly string[];
}

/** A stack that git may start, and what it starts there now. */
export interface Started {
    readonly stack: string;
    /** Nothing for what a person starts. */
    readonly operation?: "preview" | "update";
    /** Why nothing. */
    readonly because?: "no path of it has changed" | "a person starts it";
}

const SETTING = { "pull request": "previewPullRequests", merge: "deployCommits" } as const;
const OPERATION = { "pull request": "preview", merge: "update" } as const;

/** Each stack of the plan that has settings. A pull request is previewed at the most; only what is merged is brought up. */
export function startedBy({ resources }: Plan, { kind, changed }: Change): Started[] {
    return resources
        .filter(({ type }) => type === "pulumiservice:index:DeploymentSettings")
        .map(({ inputs }) => ({ stack: String(inputs["stack"]), vcs: inputs["vcs"] as JsonObject }))
        .map(({ stack, vcs }) => {
            if (!anyPasses(vcs["paths"] as readonly string[], changed))
                return { stack, because: "no path of it has changed" };
            if (vcs[SETTING[kind]] !== true) return { stack, because: "a person starts it" };
            return { stack, operation: OPERATION[kind] };
        });
}
