// Where a line's source lies, who makes releases of it, and where its images are kept.
import { any, type Reason, type Subject, within } from "./types";

const worker: Subject["reasons"] = {
    "aws:codebuild/project:Project": [[any, "works the jobs of the workflow, each in a container of its own"]],
    "aws:codebuild/webhook:Webhook": [[any, "tells that project of each job of the workflow that waits"]],
    "aws:cloudwatch/logGroup:LogGroup": [[any, "what CodeBuild says while it works them"]],
};

/** What a job can do by the project that works it, beside what its token is let in for. */
const ofWorker: Reason = [/^make-runner$/, "lets that project write its log, and nothing else"];

const mayMake: readonly Reason[] = [
    ofWorker,
    [any, "what jobs of the workflow on GitHub may do: push this line's images, and make one the candidate"],
];

const mayShip: readonly Reason[] = [
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
    reasons: { "aws:iam/role:Role": mayShip, "aws:iam/rolePolicy:RolePolicy": mayShip, ...signIn },
};

/** The make half, where a workflow of GitHub Actions runs it. */
export const github: Subject = {
    isMine: within("GithubActions"),
    reasons: { "aws:iam/role:Role": mayMake, "aws:iam/rolePolicy:RolePolicy": mayMake, ...signIn, ...worker },
};

/** A repository in AWS. */
export const codeCommit: Subject = {
    reasons: {
        "aws:codecommit/repository:Repository": [[any, "holds the source; a push to its branch starts make"]],
    },
};

const mayTell: readonly Reason[] = [
    [any, "what the function may do: read GitHub's token, and which commit a run has read"],
];

/** What tells a Git provider how runs go. */
export const commitStatus: Subject = {
    isMine: within("CommitStatus"),
    reasons: {
        "aws:iam/role:Role": mayTell,
        "aws:iam/rolePolicy:RolePolicy": mayTell,
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what the function prints"]],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [[any, "rings when GitHub does not hear how a run has ended"]],
        "aws:lambda/function:Function": [[any, "says at GitHub, beside the commit, how a run goes"]],
        "aws:lambda/permission:Permission": [[any, "lets the rule tell the function of a run"]],
        "aws:cloudwatch/eventRule:EventRule": [[any, "hears that a run has read a commit, or has ended"]],
        "aws:cloudwatch/eventTarget:EventTarget": [[any, "tells the function of it"]],
    },
};

/** An image that `up` builds. */
export const docker: Subject = {
    reasons: { "docker:index/image:Image": [[any, "builds the image during `up` and pushes it as the candidate"]] },
};

/** Where a line's images lie. */
export const images: Subject = {
    reasons: {
        "aws:ecr/repository:Repository": [
            [any, "keeps the line's images; a tag, once given, never moves except the newest build's"],
        ],
        "aws:ecrpublic/repository:Repository": [
            [any, "keeps the line's images where the whole world may read them; nobody else pushes there"],
        ],
        "aws:ecr/repositoryPolicy:RepositoryPolicy": [[any, "lets who was named push images there"]],
        "aws:ecr/lifecyclePolicy:LifecyclePolicy": [[any, "removes old images, never one that runs"]],
    },
};
