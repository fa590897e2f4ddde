// What a change in git starts, by the settings of Pulumi Deployments that a plan holds.
// https://www.pulumi.com/docs/deployments/concepts/settings/source/
import type { JsonObject, Plan } from "../../plan/document";
import { anyPasses } from "../../text/path-filter";

/** A change against the branch that is deployed. */
export interface Change {
    readonly kind: "pull request" | "merge" | "closed pull request";
    /** Paths from the repository's root. */
    readonly changed: readonly string[];
}

/** A stack that git may start, and what it starts there now. */
export interface Started {
    readonly stack: string;
    /** Nothing for what a person starts. */
    readonly operation?: "preview" | "update" | "destroy";
    /** Whether it is done to a stack of the pull request's own, made of this one, which is a template. */
    readonly inReview?: true;
    /** Why nothing. */
    readonly because?: "no path of it has changed" | "a person starts it" | "nothing is merged";
}

const STARTS = {
    "pull request": { setting: "previewPullRequests", operation: "preview" },
    merge: { setting: "deployCommits", operation: "update" },
    "closed pull request": undefined,
} as const;
/** A merge ends its pull request: https://www.pulumi.com/docs/deployments/concepts/review-stacks/ */
const STARTS_IN_REVIEW = { "pull request": "update", merge: "destroy", "closed pull request": "destroy" } as const;

/**
 * Each stack of the plan that has settings. A pull request is previewed at the most; only what is merged is brought up, but for what is
 * made of a template for the pull request alone.
 */
export function startedBy({ resources }: Plan, { kind, changed }: Change): Started[] {
    return resources
        .filter(({ type }) => type === "pulumiservice:index:DeploymentSettings")
        .map(({ inputs }) => ({ stack: String(inputs["stack"]), vcs: inputs["vcs"] as JsonObject }))
        .map(({ stack, vcs }) => {
            if (!anyPasses(vcs["paths"] as readonly string[], changed))
                return { stack, because: "no path of it has changed" };
            if (vcs["pullRequestTemplate"] === true)
                return { stack, operation: STARTS_IN_REVIEW[kind], inReview: true };
            const starts = STARTS[kind];
            if (!starts) return { stack, because: "nothing is merged" };
            if (vcs[starts.setting] !== true) return { stack, because: "a person starts it" };
            return { stack, operation: starts.operation };
        });
}
