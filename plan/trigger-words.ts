import type { PlannedResource } from "./document";
import { below, records, texts } from "./plans";

/** What the triggers of a pipeline wait for: each completes "starts when" to a sentence. */
export function triggersInWords({ inputs }: PlannedResource): readonly string[] {
    return records(inputs["triggers"]).flatMap((trigger) => {
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
