import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { type ActionAt, everyAction } from "../../plan/pipelines";
import { below, type Plans, records, text, texts } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { globOf } from "../events/glob";
import { commitIn, git, pushTo } from "../services/git";
import { pushDirectory, Repositories } from "../services/repositories";
import { type ConnectedRepository, ConnectedRepositories } from "../services/connected-repositories";
import { TYPE } from "../../plan/tokens";
import { copyFolder } from "./copy";

/** What the command line says about the application. */
export interface SourceOptions {
    /** Which release of it this is; each has a copy of its own where something is broken in it. @default 1 */
    readonly release?: number;
    /** A folder with the user's own application; else what the plan names. */
    readonly source?: string;
    /** The same, by the name of a repository. */
    readonly sources?: Readonly<Record<string, string>>;
    /** Breaks a copy of the application, and says what it did. */
    readonly breaks?: (folder: string) => readonly { readonly name: string; readonly text: string }[];
}

/** Neither belongs to an application's source, and both can be large. */
const LEFT_OUT = new Set([".git", "node_modules", ".fairlead"]);

/**
 * The folder an application is built from: the user's own, else `planned`. Where something is to be broken in it, a copy;
 * what the user brought is never written to.
 */
export function sourceOf(
    account: LocalAccount,
    planned: string,
    { source, breaks, release = 1 }: SourceOptions,
): string {
    const folder = resolve(source ?? planned);
    if (breaks === undefined) return folder;
    const copy = join(
        account.folder,
        "sources",
        createHash("sha256").update(`${folder} ${release}`).digest("hex").slice(0, 12),
    );
    if (existsSync(copy)) return copy;
    // Only a whole one that is broken gets the name: a kill or a fault that cannot be done leaves none.
    const draft = `${copy}.draft`;
    rmSync(draft, { recursive: true, force: true });
    copyFolder(folder, draft, LEFT_OUT);
    for (const { name, text } of breaks(draft)) account.record({ kind: "fault", about: name, data: { text } });
    renameSync(draft, copy);
    return copy;
}

/** What a repository is filled with: its own, else what all of them are. */
function sourceFor(account: LocalAccount, repository: string, options: SourceOptions): string | undefined {
    const { source, sources = {}, breaks, release } = options;
    const planned = sources[repository] ?? source;
    return planned === undefined ? undefined : sourceOf(account, planned, { breaks, release });
}

/** Names by which a folder can be given to a repository that a pipeline reads. */
export function repositoriesRead(plans: Plans): readonly string[] {
    const names = everyAction(plans).map(
        ({ action: { provider, configuration } }) =>
            (provider === "CodeCommit" ? configuration["RepositoryName"] : undefined) ??
            (provider === "CodeStarSourceConnection" ? configuration["FullRepositoryId"] : undefined),
    );
    return [...new Set(names.filter((name) => name !== undefined))];
}

/** Another one whenever a file below is, without reading any: after an edit a rehearsal starts over. */
export function stampOf(folder: string): string {
    const hash = createHash("sha256");
    const look = (at: string): void => {
        for (const name of readdirSync(at).sort()) {
            if (LEFT_OUT.has(name)) continue;
            const path = join(at, name);
            const file = lstatSync(path);
            if (file.isDirectory()) look(path);
            else hash.update(`${path} ${file.size} ${file.mtimeMs}\n`);
        }
    };
    if (existsSync(folder)) look(resolve(folder));
    return hash.digest("hex");
}

/** Connected repositories hold the application before any pipeline reads them, in each branch that one reads. */
export function fillConnected(account: LocalAccount, sourceOptions: SourceOptions): void {
    const repositories = account.part(ConnectedRepositories);
    for (const { action } of connected(account)) {
        const at = repositoryOf(action);
        const folder = sourceFor(account, at.name, sourceOptions);
        if (folder === undefined) continue;
        const branch = action.configuration["BranchName"] ?? "";
        pushTo(account, { path: repositories.pathOf(at), branch }, folder, "Try a change");
        repositories.look(at);
    }
}

/** A line that releases what is tagged gets a tag that its trigger lets through. */
function pushTags(account: LocalAccount): void {
    const repositories = account.part(ConnectedRepositories);
    for (const { pipeline, action } of connected(account)) {
        const tag = records(pipeline.inputs["triggers"])
            .map((trigger) => below(trigger, "gitConfiguration"))
            .filter(({ sourceActionName }) => sourceActionName === action.name)
            .flatMap(({ pushes }) => records(pushes))
            .flatMap((filter) => texts(below(filter, "tags")["includes"]))
            .map(tagLike)
            .find((found) => found !== undefined);
        const at = repositoryOf(action);
        const commit = commitIn(repositories.pathOf(at), `refs/heads/${action.configuration["BranchName"] ?? ""}`);
        if (tag === undefined || commit === undefined) continue;
        git(repositories.pathOf(at), "update-ref", `refs/tags/${tag}`, commit);
        repositories.look(at);
    }
}

/** A name that the pattern matches. */
function tagLike(pattern: string): string | undefined {
    const name = pattern.replace(/\*+|\?/g, "1").replace(/\{([^,}]*)[^}]*\}/g, "$1");
    return globOf(pattern)?.test(name) && /^[\w.@+-]+(\/[\w.@+-]+)*$/.test(name) ? name : undefined;
}

function connected(account: LocalAccount): readonly ActionAt[] {
    return everyAction(account.plans).filter(({ action }) => action.provider === "CodeStarSourceConnection");
}

function repositoryOf({ configuration }: ActionAt["action"]): ConnectedRepository {
    return { connection: configuration["ConnectionArn"] ?? "", name: configuration["FullRepositoryId"] ?? "" };
}

/** `git push` of the user's application into every repository that a pipeline watches. */
export function pushSources(account: LocalAccount, sourceOptions: SourceOptions, again: boolean): void {
    pushTags(account);
    const repositories = account.part(Repositories);
    const watched = everyAction(account.plans)
        .filter(({ action }) => action.provider === "CodeCommit")
        .map(({ plan, action }) => `${plan.stack} ${action.configuration["RepositoryName"] ?? ""}`);
    for (const { plan, resource } of account.created(TYPE.codeRepository)) {
        if (!watched.includes(`${plan.stack} ${text(resource, "repositoryName")}`)) continue;
        const folder = sourceFor(account, text(resource, "repositoryName"), sourceOptions);
        if (folder === undefined) continue;
        const arn = text(resource, "arn");
        // A rehearsal that goes on has pushed it before; what a person has pushed by hand since would be taken back.
        const isThere =
            commitIn(repositories.pathOf(arn), `refs/heads/${repositories.defaultBranch(arn)}`) !== undefined;
        if (isThere && !again) repositories.look(arn);
        else pushDirectory(account, arn, folder, "Try a change");
    }
}
