import { any, type Reason, type Subject, within } from "./types";

const worker: Subject["reasons"] = {
    "aws:codebuild/project:Project": [[any, "works the jobs of the workflow, each in a container of its own"]],
    "aws:codebuild/webhook:Webhook": [[any, "tells that project of each job of the workflow that waits"]],
    "aws:cloudwatch/logGroup:LogGroup": [[any, "what CodeBuild says while it works them"]],
};

/** What a job can do by the project that works it, beside what its token is let in for. */
const ofWorker: Reason = [/^make-runner$/, "lets that project write its log, and nothing else"];

const role: readonly Reason[] = [
    ofWorker,
    [any, "what jobs of the workflow on GitHub may do: push this line's images, and make one the candidate"],
];

const letsGo: readonly Reason[] = [
    [
        any,
        "what the job of the workflow may do that takes releases out: start this line's pipeline, and see how it goes",
    ],
];

/** Where a workflow signs in by keys, which loosen allows by name. */
const signIn: Subject["reasons"] = {
    "aws:iam/user:User": [[any, "whom the workflow signs in as; it may take on its one role and nothing else"]],
    "aws:iam/userPolicy:UserPolicy": [[any, "lets that user take on that role"]],
    "aws:iam/accessKey:AccessKey": [[any, "what the workflow shows in place of a token; it does not expire by itself"]],
    "aws:secretsmanager/secret:Secret": [[any, "the newest access key's secret, for who sets it at GitHub"]],
    "aws:secretsmanager/secretVersion:SecretVersion": [[any, "what that secret is; shown to nobody"]],
};

/** Jobs of a workflow that take releases out. */
export const githubShips: Subject = {
    isMine: within("GithubShip"),
    reasons: { "aws:iam/role:Role": letsGo, "aws:iam/rolePolicy:RolePolicy": letsGo, ...signIn },
};

/** The make half, where a workflow of GitHub Actions runs it. */
export const github: Subject = {
    isMine: within("GithubActions"),
    reasons: { "aws:iam/role:Role": role, "aws:iam/rolePolicy:RolePolicy": role, ...signIn, ...worker },
};
