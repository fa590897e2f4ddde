import * as codecommit from "@pulumi/aws/codecommit";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { SourceKind } from "../kind";
import type { SettingRule } from "../setting-rules";
import { clone } from "./clone";

const settings = z.strictObject({
    repository: z
        .string()
        .regex(/^(?!.*\.git$)[\w.-]{1,100}$/)
        .optional()
        .meta({
            description: "Name of the repository that Fairlead creates; the line's own name if left out.",
            allowed: "1 to 100 letters, digits, - _ and ., not .git at the end, which CodeCommit keeps for addresses",
            examples: ["my-service"],
        }),
    branch: z.string().min(1).default("main").meta({ description: "Branch whose pushes are released." }),
    clone,
});

/**
 * Two lines would both create it, and CodeCommit refuses the second (RepositoryNameExistsException):
 * https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html
 */
const repositoryBelongsToOneLine: SettingRule<z.infer<typeof settings>> = ({ repository }, { line, linesBefore }) => {
    const name = repository ?? line;
    const owner = linesBefore.find((other) => (other.settings.repository ?? other.line) === name);
    if (!owner) return [];
    return [
        {
            at: ["repository"],
            is: `is ${JSON.stringify(name)}`,
            allowed: `another name: line ${owner.line} creates this repository`,
            instead: line === name ? `${line}-source` : line,
            also: [["kind"]],
        },
    ];
};

/** As AWS publishes them; some of the console's calls are named in no other way. */
const READS = [
    "codecommit:BatchDescribe*",
    "codecommit:BatchGet*",
    "codecommit:Describe*",
    "codecommit:EvaluatePullRequestApprovalRules",
    "codecommit:Get*",
    "codecommit:GitPull",
    "codecommit:ListBranches",
    "codecommit:ListPullRequests",
] as const;

/** To push by git, by the console's editor and by pull requests; only Pulumi changes the repository itself. */
const CHANGES = [
    "codecommit:CreateBranch",
    "codecommit:CreateCommit",
    "codecommit:CreatePullRequest",
    "codecommit:CreateUnreferencedMergeCommit",
    "codecommit:DeleteFile",
    "codecommit:GitPush",
    "codecommit:MergeBranches*",
    "codecommit:MergePullRequest*",
    "codecommit:PostComment*",
    "codecommit:PutFile",
    "codecommit:UpdateComment",
    "codecommit:UpdatePullRequestApprovalState",
    "codecommit:UpdatePullRequestDescription",
    "codecommit:UpdatePullRequestStatus",
    "codecommit:UpdatePullRequestTitle",
] as const;

/** A CodeCommit repository of the line's own. It is empty at first, so the first run is red until the first push. */
export const codeCommit: SourceKind<"codecommit", typeof settings> = {
    kind: "codecommit",
    settings,
    rules: [repositoryBelongsToOneLine],
    make(line, { repository: repositoryName = line, branch }, _from, context, opts) {
        // No default branch: AWS refuses one that does not exist yet.
        const repository = new codecommit.Repository(
            `${line}-source`,
            { repositoryName },
            { ...opts, protect: !context.retention.destroyWithData },
        );
        return {
            step: {
                name: "Source",
                gives: "Source",
                run: {
                    action: {
                        category: "Source",
                        provider: "CodeCommit",
                        configuration: {
                            RepositoryName: repository.repositoryName,
                            BranchName: branch,
                            PollForSourceChanges: "false", // the event below starts it; polling would start it twice
                        },
                    },
                },
                allow: [
                    {
                        actions: [
                            "codecommit:CancelUploadArchive",
                            "codecommit:GetBranch",
                            "codecommit:GetCommit",
                            "codecommit:GetRepository",
                            "codecommit:GetUploadArchiveStatus",
                            "codecommit:UploadArchive",
                        ],
                        on: [repository.arn],
                    },
                ],
            },
            starts: [
                {
                    name: "push",
                    source: "Source",
                    pins: { revision: "COMMIT_ID", from: "$.detail.commitId" },
                    pushedBy: "$.detail.callerUserArn",
                    event: {
                        source: ["aws.codecommit"],
                        "detail-type": ["CodeCommit Repository State Change"],
                        resources: [repository.arn],
                        detail: {
                            event: ["referenceCreated", "referenceUpdated"],
                            referenceType: ["branch"],
                            referenceName: [branch],
                        },
                    },
                },
            ],
            commit: {
                COMMIT_ID: { step: "Source", variable: "CommitId" },
                BRANCH: { step: "Source", variable: "BranchName" },
                REPOSITORY: { step: "Source", variable: "RepositoryName" },
            },
            describe: {
                scripts: ["source-commit"],
                env: {},
                allow: [{ actions: ["codecommit:GetCommit"], on: [repository.arn] }],
            },
            people: {
                // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeCommitReadOnly.html
                see: [{ actions: [...READS], on: [repository.arn] }],
                push: [{ actions: [...CHANGES], on: [repository.arn] }],
            },
            nextSteps: [
                pulumi.interpolate`push your application to ${repository.cloneUrlHttp}, branch ${branch}; until then ${line}-make is red`,
            ],
            outputs: { cloneUrl: repository.cloneUrlHttp },
        };
    },
};
