// Sources that are git: CodeCommit's repositories, and those of Git providers through a connection.
import { arnIn, readArn } from "../../plan/arn";
import type { Digest } from "../engine/journal";
import { revisionOf } from "../services/executions";
import type { RehearsedAction } from "./types";

interface Commit {
    readonly commitId: string;
    readonly message?: string;
    readonly author?: { readonly date?: string };
    readonly committer?: { readonly date?: string };
}

export const codecommit: RehearsedAction = {
    provider: "CodeCommit",
    fidelity: {
        executed: "a real git repository; the commit that the run was started for, as a zip",
        evaluated: "the action's role on the repository",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html",
    },
    async run({ at, configuration, by, revisions }, { gateway, say }) {
        const { plan, action } = at;
        const { RepositoryName: repository = "", BranchName: branch = "" } = configuration;
        const format = configuration["OutputArtifactFormat"] ?? "CODE_ZIP";
        if (format !== "CODE_ZIP") throw new Error(`not rehearsed: OutputArtifactFormat ${format}; leave it out`);
        const on = arnIn(plan, "codecommit", repository);
        const ask = (name: string, input: Record<string, string>) =>
            gateway.call({ by, action: `codecommit:${name}`, on, input });
        const asked = revisionOf(revisions, action.name, "COMMIT_ID");
        const head = async () =>
            (await ask("GetBranch", { branchName: branch })) as { readonly branch: { readonly commitId: string } };
        const commitId = asked ?? (await head()).branch.commitId;
        const { commit } = (await ask("GetCommit", { commitId })) as unknown as { readonly commit: Commit };
        const { digest } = (await ask("UploadArchive", { commitId })) as { readonly digest: Digest };
        const [title = ""] = (commit.message ?? "").split("\n");
        say(`${commitId.slice(0, 12)} of ${branch}: ${title}`);
        return {
            ok: true,
            outputs: Object.fromEntries(action.outputArtifacts.map((name) => [name, digest])),
            revision: commitId,
            variables: {
                RepositoryName: repository,
                BranchName: branch,
                CommitId: commitId,
                CommitMessage: commit.message ?? "",
                AuthorDate: commit.author?.date ?? "",
                CommitterDate: commit.committer?.date ?? "",
            },
        };
    },
};

interface Fetched {
    readonly commitId: string;
    readonly message: string;
    readonly author: { readonly name: string; readonly email: string; readonly date: string };
    readonly digest: Digest;
}

export const connection: RehearsedAction = {
    provider: "CodeStarSourceConnection",
    fidelity: {
        executed:
            "a real git repository in the Git provider's place; the commit that a push, a tag or a pull request started the run for, as a zip",
        evaluated:
            "the action's role on the connection; the trigger's filters: branches, tags and files, as CodePipeline's glob patterns",
        stoodIn:
            "the Git provider, its app and its webhooks; a pull request is a push to refs/pull/<number>/head, for the branch main",
        notRehearsed: "CODEBUILD_CLONE_REF, submodules, LFS",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
    },
    async run({ at: { action }, configuration, by, revisions, told }, { gateway, say }) {
        const { ConnectionArn: on = "", FullRepositoryId: repository = "", BranchName: branch = "" } = configuration;
        const format = configuration["OutputArtifactFormat"] ?? "CODE_ZIP";
        if (format !== "CODE_ZIP") throw new Error(`not rehearsed: OutputArtifactFormat ${format}; leave it out`);
        const commit = revisionOf(revisions, action.name, "COMMIT_ID");
        const found = (await gateway.call({
            by,
            action: `${readArn(on).service}:UseConnection`,
            on,
            input: { repository, branch, ...(commit === undefined ? {} : { commit }) },
        })) as unknown as Fetched;
        const { commitId, message, author, digest } = found;
        say(`${commitId.slice(0, 12)} of ${repository}: ${message.split("\n")[0] ?? ""}`);
        return {
            ok: true,
            outputs: Object.fromEntries(action.outputArtifacts.map((name) => [name, digest])),
            revision: commitId,
            variables: {
                AuthorDate: author.date,
                AuthorDisplayName: author.name,
                AuthorEmail: author.email,
                BranchName: branch,
                CommitId: commitId,
                CommitMessage: message,
                ConnectionArn: on,
                FullRepositoryName: repository,
                ...told,
            },
        };
    },
};
