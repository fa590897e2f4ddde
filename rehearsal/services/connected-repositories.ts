// Repositories outside AWS, as a connection sees them: real bare git repositories, and the webhooks that a push sends.
// A pull request is a ref, as at GitHub: a push to refs/pull/7/head opens it, or adds to it, and its removal closes it.
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Json } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";
import { connectedActions, type GitEvent, isStarted } from "../events/git-triggers";
import { commitIn, git, gitText, makeRepository, personOf } from "./git";
import { Executions } from "./executions";

const NAME = /^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)+$/;
/** Of a repository at GitHub that is new: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository */
const DEFAULT_BRANCH = "main";

/** One repository, by the connection that reads it. */
export interface ConnectedRepository {
    readonly connection: string;
    readonly name: string;
}

/** Repositories by their connection. Its facts: `webhook`, about `<connection> <repository> <ref>`, with what it points at. */
export class ConnectedRepositories implements Fold {
    private readonly refs = new Map<string, string>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind !== "webhook") return;
        if (typeof data["commit"] === "string") this.refs.set(about, data["commit"]);
        else this.refs.delete(about);
    }

    /** Where a repository lies: a push to this path is a push to its Git provider. */
    public pathOf({ connection, name }: ConnectedRepository): string {
        if (!NAME.test(name)) throw new Refused("InvalidInput", `${name} is no owner/name of a repository`);
        const { region, resource } = readArn(connection);
        const path = join(this.account.folder, "connected", region, resource.replace(/\W/g, "-"), `${name}.git`);
        if (!existsSync(join(path, "HEAD"))) makeRepository(path, DEFAULT_BRANCH);
        return path;
    }

    /** Sends a webhook for each ref that has moved since the last one. */
    public look(at: ConnectedRepository): void {
        const listed = gitText(this.pathOf(at), "for-each-ref", "--format=%(refname) %(objectname)");
        const now = new Map(listed.split("\n").map((line) => line.split(" ") as [string, string]));
        const key = `${at.connection} ${at.name} `;
        const before = [...this.refs.keys()]
            .filter((each) => each.startsWith(key))
            .map((each) => each.slice(key.length));
        for (const ref of new Set([...now.keys(), ...before])) if (ref !== "") this.moved(at, ref, now.get(ref));
    }

    private moved(at: ConnectedRepository, ref: string, commit: string | undefined): void {
        const about = `${at.connection} ${at.name} ${ref}`;
        const before = this.refs.get(about);
        if (before === commit) return;
        const told = this.toldOf(at, ref, { before, commit });
        this.account.record({ kind: "webhook", about, data: commit === undefined ? {} : { commit } });
        if (told) this.start(at, told);
    }

    /** Every pipeline whose trigger lets it, with the commit that was told of. */
    private start(at: ConnectedRepository, { event, revision, says }: Told): void {
        const { plans } = this.account;
        for (const pipeline of this.account.created(TYPE.pipeline))
            for (const read of connectedActions(plans, pipeline)) {
                const { ConnectionArn, FullRepositoryId } = read.action.configuration;
                if (ConnectionArn !== at.connection || FullRepositoryId !== at.name || !isStarted(read, event))
                    continue;
                this.account.part(Executions).start(text(pipeline.resource, "arn"), {
                    trigger: at.connection,
                    revisions: [{ actionName: read.action.name, revisionType: "COMMIT_ID", revisionValue: revision }],
                    told: says,
                });
            }
    }

    private toldOf(at: ConnectedRepository, ref: string, { before, commit }: Moved): Told | undefined {
        const path = this.pathOf(at);
        const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
        if (kind === "pull") return pullRequest(path, name ?? "", { before, commit });
        if (name === undefined || commit === undefined) return undefined;
        const revision = gitText(path, "rev-parse", `${commit}^{commit}`);
        if (kind === "tags") return { event: { tag: name }, revision, says: {} };
        // AWS's page: a branch that is new has no list of files that changed.
        const files = before === undefined ? undefined : changed(path, before, commit);
        return { event: { branch: name, files }, revision, says: { BranchName: name } };
    }
}

interface Moved {
    readonly before?: string;
    readonly commit?: string;
}

/** What a webhook tells, and what the source action says of it. */
interface Told {
    readonly event: GitEvent;
    readonly revision: string;
    readonly says: Readonly<Record<string, string>>;
}

/** Of a pull request the run takes the newest commit; it is for the repository's own branch. */
function pullRequest(path: string, ref: string, { before, commit }: Moved): Told | undefined {
    const [, id] = /^(\d+)\/head$/.exec(ref) ?? [];
    const head = commit ?? before;
    if (id === undefined || head === undefined) return undefined;
    const branch = gitText(path, "symbolic-ref", "--short", "HEAD");
    const revision = gitText(path, "rev-parse", `${head}^{commit}`);
    const [title = ""] = gitText(path, "log", "-1", "--format=%s", revision).split("\n");
    return {
        event: {
            branch,
            files: changed(path, `refs/heads/${branch}`, revision, "..."),
            pullRequest: commit === undefined ? "CLOSED" : before === undefined ? "OPEN" : "UPDATED",
        },
        revision,
        says: {
            BranchName: `pull/${id}`,
            PullRequestId: id,
            PullRequestTitle: title,
            SourceBranchName: `pull/${id}`,
            DestinationBranchName: branch,
        },
    };
}

function changed(path: string, from: string, to: string, since: ".." | "..." = ".."): readonly string[] {
    return gitText(path, "diff", "--name-only", "--no-renames", "-z", `${from}${since}${to}`)
        .split("\0")
        .filter(Boolean);
}

/** What CodePipeline asks a connection for: a commit as a zip, and what is known of it. */
const useConnection: Service = ({ on, input }, account): Json => {
    const { repository: name, branch, commit } = input as { repository: string; branch: string; commit?: string };
    const path = account.part(ConnectedRepositories).pathOf({ connection: on, name });
    const asked = commit ?? `refs/heads/${branch}`;
    const commitId = commitIn(path, asked);
    if (commitId === undefined)
        throw new Refused(
            "BranchDoesNotExistException",
            `${name} has no ${commit === undefined ? `branch ${branch}` : `commit ${commit}`} here; put your application there with --source <folder>`,
        );
    const [author = "", message = ""] = gitText(
        path,
        "log",
        "-1",
        "--format=%an <%ae> %ad%x00%B",
        "--date=raw",
        commitId,
    ).split("\0");
    const { name: authorName, email, date } = personOf(author);
    return {
        commitId,
        message,
        author: { name: authorName, email, date: new Date(Number(date.split(" ")[0]) * 1000).toISOString() },
        digest: account.blobs.put(git(path, "archive", "--format=zip", commitId)),
    };
};

/** By the old and the new name of a connection. */
export const connectionServices: ReadonlyMap<string, Service> = new Map(
    ["codeconnections", "codestar-connections"].map((prefix) => [`${prefix}:UseConnection`, useConnection]),
);
