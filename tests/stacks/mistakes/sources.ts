// Sources outside of AWS, and the connections to them.
import type { Mistake } from "./mistake";

const source = (more: object): Mistake["change"] => ({
    "services.web.source": { kind: "github", repository: "acme/web", ...more },
    "services.web.build": { kind: "codebuild" },
});

export const sources: readonly Mistake[] = [
    {
        title: "a token in another region's secret",
        stack: "staging",
        change: source({
            commitStatus: {
                tokenSecretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:github-status-AbCdEf",
            },
        }),
        says: `
fairlead:services.web.source.commitStatus.tokenSecretArn is
    "arn:aws:secretsmanager:us-east-1:111122223333:se…
  allowed: a secret of region eu-west-1 and account 111122223333, where it is
           read
  fix: pulumi config set --stack staging --path --plaintext \\
         'fairlead:services.web.source.commitStatus.tokenSecretArn' \\
         'arn:aws:secretsmanager:eu-west-1:111122223333:secret:…'`,
    },
    {
        title: "a connection of another region",
        stack: "staging",
        change: {
            "connections.github":
                "arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef",
        },
        says: `
fairlead:connections.github is
    "arn:aws:codeconnections:us-east-1:111122223333:c…
  allowed: a connection of region eu-west-1, where the pipelines are:
           arn:aws:codeconnections:eu-west-1:…
  fix: make one at
       https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/
       create?region=eu-west-1, and set its ARN`,
    },
    {
        title: "a connection of another partition",
        stack: "staging",
        change: {
            "connections.gitlab":
                "arn:aws-us-gov:codestar-connections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef",
        },
        says: `
fairlead:connections.gitlab is
    "arn:aws-us-gov:codestar-connections:eu-west-1:11…
  allowed: a connection of region eu-west-1, where the pipelines are:
           arn:aws:codeconnections:eu-west-1:…
  fix: make one at
       https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/
       create?region=eu-west-1, and set its ARN`,
    },
    {
        title: "the name of a connection in place of its ARN",
        stack: "staging",
        change: { "connections.github": "acme" },
        says: `
fairlead:connections.github is "acme"
  allowed: the ARN of a connection, which the console shows below Settings,
           Connections
  fix: pulumi config set --stack staging --path 'fairlead:connections.github' \\
         'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef'`,
    },
    {
        title: "a connection to a Git provider that is not known",
        stack: "staging",
        change: { "connections.githab": "acme" },
        says: `
fairlead:connections.githab is not a setting
  allowed: github, if that was meant; known here: github, gitlab, bitbucket
  fix: rename githab to github in Pulumi.staging.yaml`,
    },
    {
        title: "a clone by a whole path that is not there",
        stack: "staging",
        change: source({ clone: "/no-such-folder/shop" }),
        says: `
fairlead:services.web.source.clone is "/no-such-folder/shop"
  allowed: a folder relative to the project
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.clone' '../my-service'`,
    },
    {
        title: "a repository without its owner",
        stack: "staging",
        change: source({ repository: "web" }),
        says: `
fairlead:services.web.source.repository is "web"
  allowed: owner/name, as in the repository's address
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.repository' 'acme/web-shop'`,
    },
    {
        title: "a branch and tags",
        stack: "staging",
        change: source({ branch: "main", tags: ["v*"] }),
        says: `
fairlead:services.web.source.branch is set where tags are named
  allowed: a branch, or tags: a line releases the pushes of the one or the other
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.source.branch'`,
    },
    {
        title: "paths of tags",
        stack: "staging",
        change: source({ tags: ["v*"], paths: ["services/**"] }),
        says: `
fairlead:services.web.source.paths is set where tags are named
  allowed: paths with a branch: CodePipeline does not ask which files a tag
           changes
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.source.paths'`,
    },
    {
        title: "more patterns than a trigger takes",
        stack: "staging",
        change: source({ paths: Array.from({ length: 9 }, (_, at) => `lib-${at}/**`) }),
        says: `
fairlead:services.web.source.paths is a list of 9
  allowed: a list of 1 to 8 entries, each text of 1 to 255 characters
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.source.paths[8]'`,
    },
    {
        title: "tests of pull requests by the repository's own buildspec",
        stack: "staging",
        change: {
            ...source({ pullRequests: true }),
            "services.web.build": { kind: "codebuild", buildspec: "buildspec.yml" },
        },
        says: `
fairlead:services.web.source.pullRequests is true
  allowed: false, or a build whose tests can run alone: one without a buildspec
           of its own
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.pullRequests' false`,
    },
    {
        title: "paths that leave out the line's own folder",
        stack: "staging",
        change: source({ folder: "services/web", paths: ["services/api/**", "lib/**"] }),
        says: `
fairlead:services.web.source.paths names nothing in services/web
  allowed: patterns of which one reaches into services/web, where the line's
           files are
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.source.paths'`,
    },
];
