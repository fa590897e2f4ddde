import type { PlannedResource } from "./document";
import { below, records, texts } from "./plans";

/** What a pipeline hears of by itself: each completes "starts when" to a sentence. */
export function triggersInWords({ inputs }: PlannedResource): readonly string[] {
    const triggers = records(inputs["triggers"]);
    const sources = records(inputs["stages"]).flatMap((stage) => records(stage["actions"]));
    return [...filtersInWords(triggers), ...sources.flatMap((action) => changesInWords(action, triggers.length > 0))];
}

/**
 * Changes that a source asks for, or is told of, unless its settings say otherwise.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html (PollForSourceChanges), and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html (DetectChanges)
 */
function changesInWords({ category, provider, configuration }: Filter, isFiltered: boolean): readonly string[] {
    if (category !== "Source") return [];
    const { RepositoryName, BranchName, S3Bucket, S3ObjectKey, FullRepositoryId, ...more } = below(configuration);
    const named = (...names: readonly unknown[]): string => names.map((each) => texts(each)[0] ?? "…").join("/");
    const polls = more["PollForSourceChanges"] !== "false";
    if (provider === "CodeCommit" && polls)
        return [`it finds a commit on ${named(BranchName)} of ${named(RepositoryName)}, which it asks for`];
    if (provider === "S3" && polls) return [`it finds another ${named(S3Bucket, S3ObjectKey)}, which it asks for`];
    if (provider === "CodeStarSourceConnection" && more["DetectChanges"] !== "false" && !isFiltered)
        return [`a commit is pushed to ${named(BranchName)} of ${named(FullRepositoryId)}`];
    return [];
}

function filtersInWords(triggers: readonly Filter[]): readonly string[] {
    return triggers.flatMap((trigger) => {
        const { pushes, pullRequests } = below(trigger, "gitConfiguration");
        return [
            ...records(pushes).map((filter) =>
                isNamed(filter, "tags")
                    ? `a tag ${namesOf(filter, "tags")} is pushed`
                    : `a commit is pushed to the branch ${namesOf(filter, "branches")}${filesOf(filter)}`,
            ),
            ...records(pullRequests).map(
                (filter) =>
                    `a pull request for the branch ${namesOf(filter, "branches")} is ${eventsOf(filter)}${filesOf(filter)}`,
            ),
        ];
    });
}

type Filter = Readonly<Record<string, unknown>>;

function isNamed(filter: Filter, subject: string): boolean {
    return Object.keys(below(filter, subject)).length > 0;
}

function namesOf(filter: Filter, subject: string): string {
    const { includes, excludes } = below(filter, subject);
    const but = texts(excludes);
    return `${texts(includes).join(" or ") || "of any name"}${but.length > 0 ? `, but not ${but.join(" or ")}` : ""}`;
}

function filesOf(filter: Filter): string {
    return isNamed(filter, "filePaths") ? ` and changes ${namesOf(filter, "filePaths")}` : "";
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitPullRequestFilter.html */
const EVENTS: Readonly<Record<string, string>> = { OPEN: "opened", UPDATED: "updated", CLOSED: "closed" };

function eventsOf(filter: Filter): string {
    const named = texts(filter["events"]);
    return (named.length > 0 ? named : Object.keys(EVENTS)).map((event) => EVENTS[event] ?? event).join(" or ");
}
