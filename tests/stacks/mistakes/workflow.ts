// Lines that a workflow of GitHub makes: whom its role would not let in, or would let in too many.
import type { Mistake } from "./mistake";

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";

const made = (build: object) => ({
    services: { web: { build: { kind: "workflow", ...build }, deploy: { kind: "ecs", port: 8080 } } },
});

export const workflow: readonly Mistake[] = [
    {
        title: "a workflow of no repository",
        stack: "staging",
        change: made({}),
        says: `
fairlead:services.web.build.repository is not set
  allowed: owner/name, as GitHub spells it
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.repository' 'acme/student'`,
    },
    {
        title: "a workflow of every repository of an owner",
        stack: "staging",
        change: made({ repository: "acme/*" }),
        says: `
fairlead:services.web.build.repository is "acme/*"
  allowed: owner/name, as GitHub spells it
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.repository' 'acme/student'`,
    },
    {
        title: "a repository by its address",
        stack: "staging",
        change: made({ repository: "https://github.com/acme/web" }),
        says: `
fairlead:services.web.build.repository is "https://github.com/acme/web"
  allowed: owner/name, as GitHub spells it
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.repository' 'acme/student'`,
    },
    {
        title: "a workflow that signs in by keys, which nobody has loosened",
        stack: "staging",
        change: made({ repository: "acme/web", accessKeys: ["first"] }),
        says: `
fairlead:services.web.build.accessKeys has a workflow sign in by keys that do
    not expire
  allowed: nothing, and the workflow signs in by GitHub's token; or access-keys
           in fairlead:loosen, which makes the keys
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.accessKeys'`,
    },
    {
        title: "more keys than a user may have",
        stack: "staging",
        change: made({ repository: "acme/web", accessKeys: ["first", "second", "third"] }),
        says: `
fairlead:services.web.build.accessKeys is a list of 3
  allowed: one name, or two that differ
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.accessKeys[2]'`,
    },
    {
        title: "a key that stands there twice",
        stack: "staging",
        change: {
            ...made({ repository: "acme/web", accessKeys: ["first", "first"] }),
            loosen: ["plain-http", "access-keys"],
        },
        says: `
fairlead:services.web.build.accessKeys[1] is first a second time
  allowed: another name
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.accessKeys[1]'`,
    },
    {
        title: "a job that ships by keys, which nobody has loosened",
        stack: "staging",
        change: {
            services: {
                web: {
                    build: { kind: "workflow", repository: "acme/web" },
                    deploy: { kind: "ecs", port: 8080 },
                    ship: { repository: "acme/web", environment: "staging", accessKeys: ["first"] },
                },
            },
        },
        says: `
fairlead:services.web.ship.accessKeys has a workflow sign in by keys that do not
    expire
  allowed: nothing, and the workflow signs in by GitHub's token; or access-keys
           in fairlead:loosen, which makes the keys
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.ship.accessKeys'`,
    },
    {
        title: "jobs in CodeBuild, which nobody has loosened",
        stack: "staging",
        change: made({
            repository: "acme/web",
            runner: {
                codebuildTokenArn: "arn:aws:codebuild:eu-west-1:111122223333:token/github",
                visibility: "private",
            },
        }),
        says: `
fairlead:services.web.build.runner lets whoever may run a job in that repository
    get at the token of GitHub that CodeBuild holds
  allowed: nothing, and GitHub's own runners work the jobs; or
           runner-holds-token in fairlead:loosen, with a token that is good for
           this repository alone
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.runner'`,
    },
    {
        title: "jobs in CodeBuild, of a repository that the world sees",
        stack: "staging",
        change: {
            loosen: ["destroy-with-data", "plain-http", "runner-holds-token"],
            ...made({
                repository: "acme/web",
                runner: {
                    codebuildTokenArn: "arn:aws:codebuild:eu-west-1:111122223333:token/github",
                    visibility: "public",
                },
            }),
        },
        says: `
fairlead:services.web.build.runner.visibility is public, and whoever opens a
    pull request there could have jobs in this account
  allowed: private, if it is; for other repositories no runner, and jobs run on
           GitHub's own
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.runner'`,
    },
    {
        title: "jobs in CodeBuild, for a person by name",
        stack: "staging",
        change: {
            loosen: ["destroy-with-data", "plain-http", "runner-holds-token"],
            ...made({
                repository: "acme/web",
                runner: {
                    codebuildTokenArn: "arn:aws:codebuild:eu-west-1:111122223333:token/github",
                    visibility: "private",
                    actorAccountIds: ["ada"],
                },
            }),
        },
        says: `
fairlead:services.web.build.runner.actorAccountIds[0] is "ada"
  allowed: a number in quotes
  fix: write in quotes what this tells:
       gh api users/ada --jq .id`,
    },
    {
        title: "a commit status of a line that a workflow makes",
        stack: "staging",
        change: made({ repository: "acme/web", commitStatus: { tokenSecretArn: SECRET } }),
        says: `
fairlead:services.web.build.commitStatus is not a setting
  allowed: a line made by a workflow has no commit status of ours, as GitHub
           shows the workflow's own; known here: kind, repository, ids, branch,
           file, accessKeys, environment, runner, python, node, install, lint,
           test, reports, train, model, context, dockerfile, testStage, metrics,
           mostCritical, mostHigh, attest, waitMinutes
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.commitStatus'`,
    },
    {
        title: "any id",
        stack: "staging",
        change: made({ repository: "acme/web", ids: { owner: "123", repository: "*" } }),
        says: `
fairlead:services.web.build.ids.repository is "*"
  allowed: a number in quotes
  fix: write in quotes what this tells:
       gh api repos/acme/web --jq .id`,
    },
    {
        title: "one id for owner and repository",
        stack: "staging",
        change: made({ repository: "acme/web", ids: "12" }),
        says: `
fairlead:services.web.build.ids is "12", a text
  allowed: a map of owner, repository
  fix: write in quotes what this tells:
       gh api repos/acme/web --jq '{owner: .owner.id, repository: .id}'`,
    },
    {
        title: "ids of a repository whose name is long",
        stack: "staging",
        change: made({ repository: `acme/${"web-".repeat(11)}shop`, ids: "12" }),
        says: `
fairlead:services.web.build.ids is "12", a text
  allowed: a map of owner, repository
  fix: write in quotes what this tells:
       gh api repos/acme/${"web-".repeat(11)}shop --jq \\
         '{owner: .owner.id, repository: .id}'`,
    },
    {
        title: "an id without quotes",
        stack: "staging",
        change: made({ repository: "acme/web", ids: { owner: 123, repository: "456" } }),
        says: `
fairlead:services.web.build.ids.owner is 123, a number
  allowed: a number in quotes
  fix: pulumi config set --stack staging --path --type string \\
         'fairlead:services.web.build.ids.owner' '123'`,
    },
    {
        title: "any branch",
        stack: "staging",
        change: made({ repository: "acme/web", branch: "release-*" }),
        says: `
fairlead:services.web.build.branch is "release-*"
  allowed: a branch's name of letters, digits and . _ - /
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.branch' 'main'`,
    },
    {
        title: "a workflow's file elsewhere",
        stack: "staging",
        change: made({ repository: "acme/web", file: "../deliver.yml" }),
        says: `
fairlead:services.web.build.file is "../deliver.yml"
  allowed: a file's name that ends in .yml
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.file' 'deliver.yml'`,
    },
    {
        title: "a version that YAML reads as a number",
        stack: "staging",
        change: made({ repository: "acme/web", python: 3.1 }),
        says: `
fairlead:services.web.build.python is 3.1, a number
  allowed: a version in quotes, such as "3.12"
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.python' '3.1'`,
    },
    {
        title: "a source beside a workflow, which checks out by itself",
        stack: "staging",
        change: { ...made({ repository: "acme/web" }), "services.web.source": { kind: "codecommit" } },
        says: `
fairlead:services.web.source is set, but build kind workflow reads no source
  allowed: a source with build kind codebuild or pushed
  fix: pulumi config rm --stack staging --path 'fairlead:services.web.source'`,
    },
    {
        title: "one workflow for two lines",
        stack: "staging",
        change: {
            ...made({ repository: "acme/web" }),
            "services.other": {
                build: { kind: "workflow", repository: "Acme/web" },
                deploy: { kind: "ecs", port: 8080 },
            },
        },
        says: `
fairlead:services.other.build.file is deliver.yml of Acme/web
  allowed: another file: line web is made by this one
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.other.build.file' 'deliver-other.yml'`,
    },
    {
        title: "metrics at no path of the image",
        stack: "staging",
        change: made({ repository: "acme/web", metrics: "metrics.json" }),
        says: `
fairlead:services.web.build.metrics is "metrics.json"
  allowed: a path of the image that begins with /
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.metrics' '/metrics.json'`,
    },
    {
        title: "metrics beside a buildspec, which may not read what is live",
        stack: "staging",
        change: {
            "services.web.source": { kind: "codecommit" },
            "services.web.build": { kind: "codebuild", buildspec: "ci.yml", metrics: "/m.json" },
        },
        says: `
fairlead:services.web.build.metrics is there beside buildspec
  allowed: one of the two: a buildspec writes metrics into out/build.json itself
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.metrics'`,
    },
    {
        title: "a workflow that ships what another build makes",
        stack: "staging",
        change: { "services.web.ship": { repository: "acme/web", environment: "staging" } },
        says: `
fairlead:services.web.ship is set, and build kind docker is no workflow's
  allowed: ship beside build kind workflow
  fix: pulumi config rm --stack staging --path 'fairlead:services.web.ship'`,
    },
    {
        title: "another workflow that ships than the one that makes",
        stack: "staging",
        change: {
            ...made({ repository: "acme/web" }),
            "services.web.ship": { repository: "acme/web", file: "ship.yml", environment: "staging" },
        },
        says: `
fairlead:services.web.ship.file is ship.yml
  allowed: deliver.yml, where the line is made
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.ship.file' 'deliver.yml'`,
    },
    {
        title: "an environment on GitHub that a token would write otherwise",
        stack: "prod",
        change: { "services.web.ship": { repository: "acme/web", environment: "prod:eu" } },
        says: `
fairlead:services.web.ship.environment is "prod:eu"
  allowed: an environment's name of letters, digits, _ and -
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.ship.environment' 'production'`,
    },
];
