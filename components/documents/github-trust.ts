// Which jobs of GitHub Actions take on a role: the exact words of their tokens, and never a pattern.
/** https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
export const GITHUB = { host: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" };

/** Numbers that GitHub never gives twice, whatever is renamed, transferred or deleted. */
export interface GithubIds {
    readonly owner: string;
    readonly repository: string;
}

/** A repository as its tokens name it. */
export interface GithubRepository {
    /** `owner/name`, in GitHub's own spelling: IAM compares letter by letter. */
    readonly repository: string;
    /** @default - the names alone; a repository whose tokens have ids is then let in nowhere */
    readonly ids?: GithubIds;
}

/** A job runs for a branch, or it names an environment, which then stands in its token instead of the branch. */
export type GithubJob = { readonly branch: string } | { readonly environment: string };

/**
 * Both forms of `sub`. Repositories that were made, renamed or transferred since 15 July 2026 have the one with ids, older
 * ones may choose it. Where the ids are known both are let in; where they are not, no pattern stands for them: it would let
 * in whoever takes the name next.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export function subjectsOf({ repository, ids }: GithubRepository, job: GithubJob): string[] {
    const context = "branch" in job ? `ref:refs/heads/${job.branch}` : `environment:${job.environment}`;
    const [owner = "", name = ""] = repository.split("/");
    const immutable = ids ? [`repo:${owner}@${ids.owner}/${name}@${ids.repository}:${context}`] : [];
    return [`repo:${repository}:${context}`, ...immutable];
}

/** The job that a role is for. */
export interface LetIn {
    readonly job: GithubJob;
    /** @default - any file: a pull request brings its own, which its token names by a branch that is made for it */
    readonly file?: { readonly workflow: string; readonly branch: string };
}

/**
 * Renders the trust policy of a role for one job of one workflow. `sub` decides. What stands beside it narrows further where
 * AWS knows these claims, and lets nobody in by itself: they are no keys in every partition, and a key that is not there would
 * refuse everybody. `job_workflow_ref` keeps other workflows of the branch out, those that a pull request can start among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function trustGithub(providerArn: string, repository: GithubRepository, { job, file }: LetIn): string {
    // unverified: a job of a workflow that is not called by another one has that workflow's own file as job_workflow_ref
    // | fails as: configure-aws-credentials is refused with "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    // | settle: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoleWithWebIdentity
    const claim = (name: string): string => `${GITHUB.host}:${name}`;
    const { repository: name, ids } = repository;
    const narrower = {
        ...(file
            ? { [claim("job_workflow_ref")]: `${name}/.github/workflows/${file.workflow}@refs/heads/${file.branch}` }
            : {}),
        ...(ids ? { [claim("repository_id")]: ids.repository } : {}),
    };
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [claim("aud")]: GITHUB.audience,
                        [claim("sub")]: subjectsOf(repository, job),
                    },
                    ...(Object.keys(narrower).length > 0 ? { StringEqualsIfExists: narrower } : {}),
                },
                Effect: "Allow",
                Principal: { Federated: providerArn },
            },
        ],
    });
}
