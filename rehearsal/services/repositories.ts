// CodeCommit: real bare git repositories. What their branches point at is known from the events that pushes raised, so
// a push that raised no event yet, because the rehearsal was stopped, raises it when it goes on.
import { existsSync, type FSWatcher } from "node:fs";
import { join } from "node:path";

import type { Json } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused, type Service } from "../account/gateway";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";
import { git, gitText, hearPushes, makeRepository, personOf, pushTo } from "./git";
import { noticed } from "./polling";
import { TYPE } from "../../plan/tokens";
import { partitionOf } from "../../text/partition";

/** Who pushed is an invented person, never the one who rehearses. */
const PUSHER = "assumed-role/developer/ada";

/** Repositories by their ARN. Its facts are the events of pushes. */
export class Repositories implements Fold {
    /** What each ref points at, by `<ARN> <full name>`. */
    private readonly refs = new Map<string, string>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, data }: Fact): void {
        if (kind !== "event" || data["source"] !== "aws.codecommit") return;
        const { resources, detail } = data as unknown as { resources: string[]; detail: Record<string, string> };
        const { referenceFullName: name = "", commitId } = detail;
        if (commitId === undefined) this.refs.delete(`${resources[0] ?? ""} ${name}`);
        else this.refs.set(`${resources[0] ?? ""} ${name}`, commitId);
    }

    /** Where a repository lies: a push to this path is a push to CodeCommit. */
    public pathOf(arn: string): string {
        const branch = this.defaultBranch(arn);
        const { region, account, resource: name } = readArn(arn);
        const path = join(this.account.folder, "repositories", account, region, `${name}.git`);
        if (!existsSync(join(path, "HEAD"))) makeRepository(path, branch);
        return path;
    }

    public defaultBranch(arn: string): string {
        const { resource } = this.find(arn);
        return text(resource, "defaultBranch") || "main";
    }

    public branch(arn: string, name: string): string | undefined {
        this.find(arn);
        return this.refs.get(`${arn} refs/heads/${name}`);
    }

    /** Hears of pushes as they come, until it is told to stop. */
    public listen(arn: string): FSWatcher {
        this.look(arn);
        return hearPushes(this.pathOf(arn), () => this.look(arn));
    }

    /** Raises an event for each ref that is no longer where the last event left it. */
    public look(arn: string): void {
        const listed = gitText(this.pathOf(arn), "for-each-ref", "--format=%(refname) %(objectname)");
        const now = new Map(listed.split("\n").map((line) => line.split(" ") as [string, string]));
        const before = [...this.refs.keys()].filter((key) => key.startsWith(`${arn} `));
        for (const name of new Set([...now.keys(), ...before.map((key) => key.slice(arn.length + 1))]))
            if (name !== "") this.moved(arn, name, now.get(name));
    }

    /** https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html */
    private moved(arn: string, name: string, commitId: string | undefined): void {
        const old = this.refs.get(`${arn} ${name}`);
        const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
        if (old === commitId || short === undefined) return;
        const { region, account, resource: repository } = readArn(arn);
        const happened = commitId === undefined ? "Deleted" : old === undefined ? "Created" : "Updated";
        this.account.part(Bus).put({
            source: "aws.codecommit",
            "detail-type": "CodeCommit Repository State Change",
            account,
            region,
            resources: [arn],
            detail: asJson({
                callerUserArn: `arn:${partitionOf(region)}:sts::${account}:${PUSHER}`,
                commitId,
                oldCommitId: old,
                event: `reference${happened}`,
                referenceFullName: name,
                referenceName: short,
                referenceType: kind === "heads" ? "branch" : "tag",
                repositoryId: text(this.find(arn).resource, "repositoryId"),
                repositoryName: repository,
            }),
        });
        if (commitId === undefined || kind !== "heads") return;
        const where = { RepositoryName: repository, BranchName: short };
        noticed(this.account, { provider: "CodeCommit", where, at: { account, region }, revision: commitId });
    }

    private find(arn: string): Planned {
        const found = this.account.created(TYPE.codeRepository).find(({ resource }) => text(resource, "arn") === arn);
        if (found) return found;
        throw new Refused("RepositoryDoesNotExistException", `${readArn(arn).resource} does not exist`);
    }
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetBranch.html */
const getBranch: Service = ({ on, input }, account) => {
    const { branchName } = input as { readonly branchName: string };
    const commitId = account.part(Repositories).branch(on, branchName);
    if (commitId === undefined)
        throw new Refused("BranchDoesNotExistException", `The branch ${branchName} does not exist`);
    return { branch: { branchName, commitId } };
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html */
const getCommit: Service = ({ on, input }, account) => {
    const { path, commitId } = commitOf(on, input, account);
    const [head = "", ...message] = git(path, "cat-file", "commit", commitId).toString().split("\n\n");
    const lines = head.split("\n").map((line) => [line.split(" ")[0], line.slice(line.indexOf(" ") + 1)] as const);
    const all = (name: string) => lines.filter(([found]) => found === name).map(([, value]) => value);
    return {
        commit: {
            commitId,
            treeId: all("tree")[0] ?? "",
            parents: all("parent"),
            message: message.join("\n\n"),
            author: personOf(all("author")[0]),
            committer: personOf(all("committer")[0]),
            additionalData: "",
        },
    };
};

/** What CodePipeline asks for to get a commit as a zip; the bytes lie in the blobs. */
const uploadArchive: Service = ({ on, input }, account) => {
    const { path, commitId } = commitOf(on, input, account);
    return { digest: account.blobs.put(git(path, "archive", "--format=zip", commitId)) };
};

export const repositoryServices: ReadonlyMap<string, Service> = new Map([
    ["codecommit:GetBranch", getBranch],
    ["codecommit:GetCommit", getCommit],
    ["codecommit:UploadArchive", uploadArchive],
]);

function commitOf(on: string, input: Json | undefined, account: LocalAccount) {
    const { commitId } = input as { readonly commitId: string };
    const path = account.part(Repositories).pathOf(on);
    if (!/^[0-9a-f]{40}$/.test(commitId)) throw new Refused("InvalidCommitIdException", `${commitId} is no commit id`);
    try {
        git(path, "cat-file", "-e", `${commitId}^{commit}`);
    } catch {
        throw new Refused("CommitIdDoesNotExistException", `The commit ${commitId} does not exist`);
    }
    return { path, commitId };
}

/** Pushes a folder as it is; the events tell of it. */
export function pushDirectory(account: LocalAccount, repository: string, directory: string, message: string): string {
    const repositories = account.part(Repositories);
    const to = { path: repositories.pathOf(repository), branch: repositories.defaultBranch(repository) };
    repositories.look(repository);
    try {
        return pushTo(account, to, directory, message);
    } finally {
        repositories.look(repository);
    }
}
