// Which pipelines a change in a connected repository starts, by the filters of their triggers.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
import { actionsOf, type ActionAt } from "../../plan/pipelines";
import { below, records, texts, type Planned, type Plans } from "../../plan/plans";
import { globOf } from "./glob";

/** What the webhook told. */
export type GitEvent =
    | { readonly tag: string }
    | {
          readonly branch: string;
          /** Not known of a branch that is new: the provider lists what changed since the push before. */
          readonly files?: readonly string[];
          /** Where it is a pull request, which is then for `branch`. */
          readonly pullRequest?: "OPEN" | "UPDATED" | "CLOSED";
      };

type Filter = Readonly<Record<string, unknown>>;

/** Whether this source action's trigger starts its pipeline. */
export function isStarted(at: ActionAt, event: GitEvent): boolean {
    const { pushes, pullRequests } = filtersOf(at);
    return "pullRequest" in event && event.pullRequest !== undefined
        ? pullRequests.some((filter) => hears(filter, event.pullRequest ?? "") && passes(filter, event))
        : pushes.some((filter) => passes(filter, event));
}

/** Of all events where none are named. */
function hears(filter: Filter, event: string): boolean {
    const events = texts(filter["events"]);
    return events.length === 0 || events.includes(event);
}

/** Either filter of a trigger will do; of one filter, all has to hold. */
function passes(filter: Filter, event: GitEvent): boolean {
    if ("tag" in event) return isRead(filter, "tags") && isAmong(filter["tags"], [event.tag]);
    if (!isRead(filter, "branches") || !isAmong(filter["branches"], [event.branch])) return false;
    return !isRead(filter, "filePaths") || (event.files !== undefined && isAmong(filter["filePaths"], event.files));
}

function isRead(filter: Filter, subject: string): boolean {
    const { includes, excludes } = below(filter, subject);
    return texts(includes).length > 0 || texts(excludes).length > 0;
}

/** Whether one of them is included, and not excluded; all are, where only exclusions are named. */
function isAmong(criteria: unknown, names: readonly string[]): boolean {
    const patterns = (of: "includes" | "excludes") => texts(below(criteria)[of]).map(globOf);
    const [includes, excludes] = [patterns("includes"), patterns("excludes")];
    return names.some(
        (name) =>
            (includes.length === 0 || includes.some((pattern) => pattern?.test(name))) &&
            !excludes.some((pattern) => pattern?.test(name)),
    );
}

/** Without a trigger of its own, an action that detects changes hears of pushes to its branch. */
function filtersOf({ pipeline, action }: ActionAt): { pushes: readonly Filter[]; pullRequests: readonly Filter[] } {
    const mine = records(pipeline.inputs["triggers"])
        .map((trigger) => below(trigger, "gitConfiguration"))
        .find(({ sourceActionName }) => sourceActionName === action.name);
    if (mine) return { pushes: records(mine["pushes"]), pullRequests: records(mine["pullRequests"]) };
    if (action.configuration["DetectChanges"] === "false") return { pushes: [], pullRequests: [] };
    return { pushes: [{ branches: { includes: [action.configuration["BranchName"] ?? ""] } }], pullRequests: [] };
}

/** Source actions that read a repository by a connection. */
export function connectedActions(plans: Plans, { plan, resource }: Planned): readonly ActionAt[] {
    return actionsOf(plans, plan, resource).filter(({ action }) => action.provider === "CodeStarSourceConnection");
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitConfiguration.html */
const MOST_FILTERS = 3;
/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitFilePathFilterCriteria.html */
const MOST_PATTERNS = 8;
const LONGEST_PATTERN = 255;
const SUBJECTS = ["tags", "branches", "filePaths"];

/** Why AWS would not take these triggers. */
export function triggerRefusals(plans: Plans, planned: Planned): readonly string[] {
    const connected = connectedActions(plans, planned).map(({ action }) => action.name);
    const triggers = records(planned.resource.inputs["triggers"]).map((trigger) => below(trigger, "gitConfiguration"));
    const named = triggers.map(({ sourceActionName }) => String(sourceActionName));
    return [
        ...named
            .filter((name) => !connected.includes(name))
            .map((name) => `a trigger speaks of ${name}, which is no action CodeStarSourceConnection`),
        ...new Set(
            named.filter((name, at) => named.indexOf(name) !== at).map((name) => `two triggers speak of ${name}`),
        ),
        ...triggers.flatMap(({ pushes, pullRequests }) => [
            ...filterRefusals("push", records(pushes)),
            ...filterRefusals("pull request", records(pullRequests)),
        ]),
    ];
}

function filterRefusals(of: string, filters: readonly Filter[]): readonly string[] {
    const combined = (filter: Filter) => SUBJECTS.filter((subject) => isRead(filter, subject));
    return [
        ...(filters.length > MOST_FILTERS
            ? [`a trigger has ${filters.length} ${of} filters; AWS takes ${MOST_FILTERS}`]
            : []),
        ...filters
            .map(combined)
            .filter((subjects) => !["tags", "branches", "branches filePaths"].includes(subjects.join(" ")))
            .map(
                (subjects) =>
                    `a ${of} filter names ${subjects.join(" and ") || "nothing"}; AWS takes tags, branches, or branches and filePaths`,
            ),
        ...filters.flatMap((filter) =>
            SUBJECTS.flatMap((subject) => Object.entries(below(filter, subject))).flatMap(([which, patterns]) =>
                patternRefusals(which, texts(patterns)),
            ),
        ),
    ];
}

function patternRefusals(which: string, patterns: readonly string[]): readonly string[] {
    return [
        ...(patterns.length > MOST_PATTERNS
            ? [`${which} has ${patterns.length} patterns; AWS takes ${MOST_PATTERNS}`]
            : []),
        ...patterns
            .filter((pattern) => pattern.length > LONGEST_PATTERN)
            .map((pattern) => `a pattern has ${pattern.length} characters; AWS takes ${LONGEST_PATTERN}`),
        ...patterns.filter((pattern) => !globOf(pattern)).map((pattern) => `"${pattern}" is no glob pattern`),
    ];
}
