// What everybody who deals with a job knows: its repository at GitHub, its run, and what its token may do.
import type { JsonObject } from "../../plan/document";
import type { Permissions } from "./document";
import type { Trigger } from "./triggers";

/** One run of a workflow. */
export interface RunFacts {
    /** GitHub's number of it, among all runs of all. */
    readonly id: string;
    /** Among those of this workflow. */
    readonly number: number;
    readonly actorId: string;
}

/** What everybody who deals with a job knows of it. */
export interface JobFacts {
    readonly repository: Repository;
    readonly trigger: Trigger;
    readonly run: RunFacts;
    /** The path of the file in the repository. */
    readonly file: string;
    /** Its name. */
    readonly workflow: string;
    /** The job's key in the file. */
    readonly key: string;
    /** How its facts are called. */
    readonly id: string;
    readonly environment?: string;
    readonly permissions: Allowed;
    readonly inputs: JsonObject;
    readonly needs: JsonObject;
    readonly matrix: JsonObject;
    readonly strategy: JsonObject;
}

/** What the job's token may do, by what it is about. */
type Allowed = ReadonlyMap<string, string>;

/** What a new repository gives where neither job nor workflow says anything. */
const BY_DEFAULT = new Map([
    ["contents", "read"],
    ["packages", "read"],
    ["metadata", "read"],
]);
const ALL = (
    "actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages " +
    "pull-requests security-events statuses"
).split(" ");

/**
 * The job's own word replaces the workflow's, and what neither names is none. A request from somebody else's repository may
 * read at most, and gets no token.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export function allowedOf(trigger: Trigger, said: Permissions | undefined): Allowed {
    const own = said === undefined ? BY_DEFAULT : levelsOf(said);
    if (trigger.event !== "pull_request" || !trigger.fork) return own;
    return new Map(
        [...own].flatMap(([name, level]) => (name === "id-token" || level === "none" ? [] : [[name, "read"]])),
    );
}

function levelsOf(said: Permissions): Allowed {
    if (typeof said !== "string") return new Map([...Object.entries(said), ["metadata", "read"]]);
    const level = said.replace("-all", "");
    // There is nothing to read of a token.
    return new Map(ALL.filter((name) => level === "write" || name !== "id-token").map((name) => [name, level]));
}

export interface Repository {
    readonly owner: string;
    readonly name: string;
    /** GitHub's own numbers of the two. */
    readonly ownerId: string;
    readonly id: string;
    /** Whether its tokens name both by number as well: so it is where it was made, renamed or moved since 15 July 2026. */
    readonly immutable: boolean;
    readonly visibility: "private" | "internal" | "public";
    readonly defaultBranch: string;
    readonly secrets: Values;
    readonly variables: Values;
    /** By name; one that is not here is made by the first job that names it, and asks nobody. */
    readonly environments: Readonly<Record<string, DeploymentEnvironment>>;
    /** The files of a commit, as a zip. */
    archive(commit: string): Buffer;
}

export type Values = Readonly<Record<string, string>>;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
export interface DeploymentEnvironment {
    /** Whether somebody has to say yes before a job may begin. */
    readonly reviewed: boolean;
    readonly secrets: Values;
    readonly variables: Values;
}

export function fullName({ owner, name }: Repository): string {
    return `${owner}/${name}`;
}
