// What AWS allows once per account: keys of the other kind of stack, ARNs of somebody else, logins that are missing.
import type { Mistake } from "./mistake";

export const account: readonly Mistake[] = [
    {
        title: "a scope that there is not",
        stack: "staging",
        change: { scope: "acount" },
        says: `
fairlead:scope is "acount"
  allowed: one of environment, account
  fix: pulumi config set --stack staging fairlead:scope 'account'`,
    },
    {
        title: "what an account has once, in an environment",
        stack: "staging",
        change: { oncePerAccount: { githubOidc: {} } },
        says: `
fairlead:oncePerAccount belongs to a stack with scope account, and this one has
    scope environment
  allowed: scope, account, promotesTo, promotesFrom, network, loadBalancer,
           fromAccount, loosen, permissionsBoundary, secrets, connections,
           services, models, approval, team, notify, logRetentionDays
  fix: pulumi config rm --stack staging fairlead:oncePerAccount`,
    },
    {
        title: "lines in an account's stack",
        stack: "account",
        change: { services: { web: { deploy: { kind: "ecs", port: 8080 } } } },
        says: `
fairlead:services belongs to a stack with scope environment, and this one has
    scope account
  allowed: scope, account, loosen, oncePerAccount
  fix: pulumi config rm --stack account fairlead:services`,
    },
    {
        title: "a provider of another account",
        stack: "account",
        change: {
            "oncePerAccount.githubOidc.arn":
                "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com",
        },
        says: `
fairlead:oncePerAccount.githubOidc.arn is of account 444455556666
  allowed: what lies in account 111122223333, which this stack is of
  fix: write the ARN of one that lies there in Pulumi.account.yaml, or make a
       stack of its own for the other`,
    },
    {
        title: "a secret of another region",
        stack: "account",
        change: {
            "oncePerAccount.sourceCredentials.github": {
                by: "secret",
                arn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:github-token-a1b2c3",
            },
        },
        says: `
fairlead:oncePerAccount.sourceCredentials.github.arn is of account 111122223333
    and region us-east-1
  allowed: what lies in account 111122223333 and region eu-west-1, which this
           stack is of
  fix: write the ARN of one that lies there in Pulumi.account.yaml, or make a
       stack of its own for the other`,
    },
    {
        title: "a copy of Docker Hub without a login",
        stack: "account",
        change: { "oncePerAccount.pullThrough.docker-hub": { upstream: "docker-hub" } },
        says: `
fairlead:oncePerAccount.pullThrough.docker-hub.credentialArn is not set
  allowed: an ARN such as
           arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-
           pullthroughcache/docker-hub-a1b2c3
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pullThrough.docker-hub.credentialArn' \\
         'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/docker-hub-a1b2c3'`,
    },
    {
        title: "a login where nobody asks for one",
        stack: "account",
        change: {
            "oncePerAccount.pullThrough.ecr-public.credentialArn":
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/x",
        },
        says: `
fairlead:oncePerAccount.pullThrough.ecr-public.credentialArn is not a setting
  allowed: credentialArn belongs to ecr-public: { upstream: docker-hub, … };
           known here: upstream
  fix: pulumi config rm --stack account --path \\
         'fairlead:oncePerAccount.pullThrough.ecr-public.credentialArn'`,
    },
    {
        title: "an organization in capitals, as its tokens never have it",
        stack: "account",
        change: { "oncePerAccount.pulumiOidc.organization": "Acme" },
        says: `
fairlead:oncePerAccount.pulumiOidc.organization is "Acme"
  allowed: the organization's name in lower case, as its tokens have it
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pulumiOidc.organization' 'acme'`,
    },
    {
        title: "passwords that are too short",
        stack: "account",
        change: { "oncePerAccount.passwordPolicy.minimumPasswordLength": 6 },
        says: `
fairlead:oncePerAccount.passwordPolicy.minimumPasswordLength is 6
  allowed: a whole number from 8 to 128
  fix: pulumi config set --stack account --path --plaintext \\
         'fairlead:oncePerAccount.passwordPolicy.minimumPasswordLength' 14`,
    },
    {
        title: "something that an account does not have once",
        stack: "account",
        change: { "oncePerAccount.githubOIDC": {} },
        says: `
fairlead:oncePerAccount.githubOIDC is not a setting
  allowed: githubOidc, if that was meant; known here: githubOidc, pulumiOidc,
           sourceCredentials, registryScanning, registrySigning, pullThrough,
           smsPreferences, passwordPolicy, studio
  fix: rename githubOIDC to githubOidc in Pulumi.account.yaml`,
    },
    {
        title: "a preview of what customers use",
        stack: "account",
        change: deploying({ prod: { previewPullRequests: true } }),
        says: `
fairlead:oncePerAccount.pulumiOidc.deployments.stacks.prod.previewPullRequests
    is true, and prod gets its releases from another environment
  allowed: previews of the first environment alone: they run the code of a pull
           request, which reaches the stack's state
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pulumiOidc.deployments.stacks.prod.previewPullRequests' \\
         false`,
    },
    {
        title: "a stack that two bring up",
        stack: "account",
        change: deploying({ qa: {} }),
        says: `
fairlead:oncePerAccount.githubOidc.infrastructure.stacks.qa is brought up by
    pulumiOidc.deployments as well
  allowed: one that brings qa up
  fix: pulumi config rm --stack account --path \\
         'fairlead:oncePerAccount.githubOidc.infrastructure.stacks.qa'`,
    },
    {
        title: "a path filter that Pulumi's page says nothing of",
        stack: "account",
        change: deploying({ staging: { paths: ["web/{a,b}/**"] } }),
        says: `
fairlead:oncePerAccount.pulumiOidc.deployments.stacks.staging.paths[0] is
    "web/{a,b}/**"
  allowed: a path from the repository's root, with * within a name, ** for any
           folders, and ! in front to leave out
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pulumiOidc.deployments.stacks.staging.paths[0]' \\
         'examples/blue-green-web/**'`,
    },
    {
        title: "a repository without its owner",
        stack: "account",
        change: {
            "oncePerAccount.pulumiOidc": { organization: "acme", deployments: { repository: "delivery", stacks: {} } },
        },
        says: `
fairlead:oncePerAccount.pulumiOidc.deployments.repository is "delivery"
  allowed: owner/name
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pulumiOidc.deployments.repository' \\
         'delivery/delivery'`,
    },
    {
        title: "drift on a schedule in words",
        stack: "account",
        change: deploying({ staging: { drift: "every morning" } }),
        says: `
fairlead:oncePerAccount.pulumiOidc.deployments.stacks.staging.drift is "every
    morning"
  allowed: five fields of a cron expression, such as "0 6 * * *"
  fix: pulumi config set --stack account --path \\
         'fairlead:oncePerAccount.pulumiOidc.deployments.stacks.staging.drift' \\
         '0 6 * * *'`,
    },
];

/** Pulumi Deployments of these stacks, and nothing wrong but what they say. */
function deploying(stacks: object): Mistake["change"] {
    const deployments = { repository: "acme/delivery", stacks };
    return { "oncePerAccount.pulumiOidc": { organization: "acme", deployments } };
}
