// Claims of GitHub's tokens, as its own pages have them.
import type { Claims } from "../../iam/web-identity";

export const NOW = 1632493600;

/** The example of https://docs.github.com/en/actions/concepts/security/openid-connect, for a job with an environment. */
export const PAGE: Claims = {
    jti: "example-id",
    sub: "repo:octo-org/octo-repo:environment:prod",
    environment: "prod",
    aud: "https://github.com/octo-org",
    ref: "refs/heads/main",
    sha: "example-sha",
    repository: "octo-org/octo-repo",
    repository_owner: "octo-org",
    actor_id: "12",
    repository_visibility: "private",
    repository_id: "74",
    repository_owner_id: "65",
    run_id: "example-run-id",
    run_number: "10",
    run_attempt: "2",
    runner_environment: "github-hosted",
    actor: "octocat",
    workflow: "example-workflow",
    head_ref: "",
    base_ref: "",
    event_name: "workflow_dispatch",
    ref_type: "branch",
    job_workflow_ref: "octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main",
    iss: "https://token.actions.githubusercontent.com",
    nbf: 1632492967,
    exp: 1632493867,
    iat: 1632493567,
};

/** A push to our branch, in our workflow, with a token for AWS. */
const ours: Claims = {
    ...PAGE,
    sub: "repo:acme/web:ref:refs/heads/main",
    environment: "",
    aud: "sts.amazonaws.com",
    repository: "acme/web",
    repository_owner: "acme",
    repository_id: "456",
    repository_owner_id: "123",
    event_name: "push",
    workflow: "deliver",
    job_workflow_ref: "acme/web/.github/workflows/deliver.yml@refs/heads/main",
};
const but = (claims: Claims): Claims => ({ ...ours, ...claims });

/** Tokens that may have the role of branch main. The forms of `sub`: https://docs.github.com/en/actions/reference/security/oidc */
export const WELCOME: Readonly<Record<string, Claims>> = {
    "a push to the branch": ours,
    "the same with immutable ids": but({ sub: "repo:acme@123/web@456:ref:refs/heads/main" }),
    "a run by hand, on the branch": but({ event_name: "workflow_dispatch" }),
    "a scheduled run": but({ event_name: "schedule" }),
};

/** Tokens that may not, each for one reason. */
export const HOSTILE: Readonly<Record<string, Claims>> = {
    "the page's own example": but(PAGE),
    "an owner whose name begins like ours": but({
        sub: "repo:acme-evil/web:ref:refs/heads/main",
        repository: "acme-evil/web",
    }),
    "an owner whose name ends like ours": but({ sub: "repo:not-acme/web:ref:refs/heads/main" }),
    "another spelling of the owner": but({ sub: "repo:Acme/web:ref:refs/heads/main" }),
    "another repository of the owner": but({ sub: "repo:acme/web2:ref:refs/heads/main", repository_id: "457" }),
    "a repository whose name begins like ours": but({ sub: "repo:acme/web-fork:ref:refs/heads/main" }),
    "who took the owner's name after it was free": but({ sub: "repo:acme@999/web@456:ref:refs/heads/main" }),
    "who took the repository's name after it was free": but({
        sub: "repo:acme@123/web@999:ref:refs/heads/main",
        repository_id: "999",
    }),
    "an old repository of another id under our name": but({ repository_id: "999" }),
    "an id that is a pattern": but({ sub: "repo:acme@*/web@456:ref:refs/heads/main" }),
    "one of two ids": but({ sub: "repo:acme@123/web:ref:refs/heads/main" }),
    "another branch": but({ sub: "repo:acme/web:ref:refs/heads/feature" }),
    "a branch whose name begins like ours": but({ sub: "repo:acme/web:ref:refs/heads/main-2" }),
    "a branch below ours": but({ sub: "repo:acme/web:ref:refs/heads/main/x" }),
    "a branch that is called like the ref": but({ sub: "repo:acme/web:ref:refs/heads/refs/heads/main" }),
    "a tag with the branch's name": but({ sub: "repo:acme/web:ref:refs/tags/main", ref_type: "tag" }),
    "a pull request": but({ sub: "repo:acme/web:pull_request", event_name: "pull_request" }),
    "a pull request from a fork": but({
        sub: "repo:acme/web:pull_request",
        event_name: "pull_request",
        head_ref: "evil",
    }),
    "what a pull request starts on the branch, in a workflow of its own": but({
        event_name: "pull_request_target",
        job_workflow_ref: "acme/web/.github/workflows/label.yml@refs/heads/main",
    }),
    "our workflow as another branch has it": but({
        job_workflow_ref: "acme/web/.github/workflows/deliver.yml@refs/heads/feature",
    }),
    "somebody's reusable workflow": but({
        job_workflow_ref: "octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main",
    }),
    "a job with an environment": but({ sub: "repo:acme/web:environment:prod", environment: "prod" }),
    "an environment that is called like the branch": but({ sub: "repo:acme/web:environment:ref:refs/heads/main" }),
    "a token for another audience": but({ aud: "https://github.com/acme" }),
    "a token for an audience like ours": but({ aud: "sts.amazonaws.com.cn" }),
    "a token of another issuer": but({ iss: "https://token.actions.githubusercontent.com.evil.example" }),
    "an enterprise server's issuer": but({ iss: "https://github.acme.example/_services/token" }),
    "a token that has expired": but({ exp: NOW }),
    "a token of tomorrow": but({ nbf: NOW + 1 }),
    "a token without a subject": Object.fromEntries(Object.entries(ours).filter(([claim]) => claim !== "sub")),
    "a customised subject": but({ sub: "repository_owner:acme" }),
};
