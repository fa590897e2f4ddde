// Keys that are missing, misspelt or misplaced, and the whole of what is said about each.
import type { Mistake } from "./mistake";

export const keys: readonly Mistake[] = [
    {
        title: "a missing account",
        stack: "staging",
        change: { account: undefined },
        says: `
fairlead:account is not set
  allowed: 12 digits in quotes
  fix: pulumi config set --stack staging fairlead:account '111122223333'`,
    },
    {
        title: "a missing region",
        stack: "staging",
        change: { "aws:region": undefined },
        says: `
aws:region is not set
  allowed: an AWS region such as eu-west-1
  fix: pulumi config set --stack staging aws:region 'eu-west-1'`,
    },
    {
        title: "a missing port",
        stack: "staging",
        change: { "services.web.deploy.port": undefined },
        says: `
fairlead:services.web.deploy.port is not set
  allowed: a whole number from 1 to 65535
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a misspelt key",
        stack: "staging",
        change: { "services.web.deploy.prot": 8080, "services.web.deploy.port": undefined },
        says: `
fairlead:services.web.deploy.prot is not a setting
  allowed: port, if that was meant; known here: kind, port, healthPath, count,
           scaling, cpu, memory, architecture, environment, secrets,
           secretsKeyArn, command, sidecars, schedules, permissions, before,
           certificateArn, domain, shares, testTrafficFrom, taskDefinition,
           appspec, checks, alarms, rollout
  fix: rename prot to port in Pulumi.staging.yaml`,
    },
    {
        title: "a part of a line beside the lines",
        stack: "staging",
        change: { "services.web.deploy": undefined, "services.deploy": { kind: "ecs", port: 8080, count: 1 } },
        says: `
fairlead:services.deploy stands beside the lines of services, where it would be
    a line of its own
  allowed: deploy is a setting of a line
  fix: in Pulumi.staging.yaml, indent deploy: like the other settings of web,
       with all that stands below it`,
    },
    {
        title: "a misspelt namespace",
        stack: "staging",
        change: { "farlead:notify": "[]" },
        says: `
farlead:notify is read by nobody
  allowed: fairlead:notify, if that was meant
  fix: rename farlead:notify to fairlead:notify in Pulumi.staging.yaml`,
    },
    {
        title: "a key at the wrong place",
        stack: "staging",
        change: { "services.web.healthPath": "/well" },
        says: `
fairlead:services.web.healthPath is not a setting
  allowed: healthPath is known as fairlead:services.web.deploy.healthPath; known
           here: source, build, registry, deploy, ship
  fix: move healthPath to fairlead:services.web.deploy.healthPath in
       Pulumi.staging.yaml`,
    },
    {
        title: "a key that is one in another list",
        stack: "staging",
        change: { "services.web.deploy.checks": [{ name: "lint", path: "/", stage: "lint" }] },
        says: `
fairlead:services.web.deploy.checks[0].stage is not a setting
  allowed: name, path, status, contains, host
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.checks[0].stage'`,
    },
    {
        title: "a key of another kind",
        stack: "staging",
        change: { "services.web.build.testStage": "test" },
        says: `
fairlead:services.web.build.testStage is not a setting
  allowed: testStage belongs to build: { kind: codebuild, … }; known here: kind,
           context, dockerfile, cache, mostCritical, mostHigh
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.testStage'`,
    },
    {
        title: "a key of another kind, below what both have",
        stack: "staging",
        change: { "services.web.deploy.scaling": { min: 1, max: 4, cpu: 60 } },
        says: `
fairlead:services.web.deploy.scaling.min is not a setting
  allowed: min belongs to deploy: { kind: worker, … }; known here: max, cpu,
           requestsPerTask, queue, schedule, timezone
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.scaling.min'`,
    },
    {
        title: "a key of a source, where the build reads none",
        stack: "staging",
        change: { "services.web.build.tags": ["v*"] },
        says: `
fairlead:services.web.build.tags is not a setting
  allowed: kind, context, dockerfile, cache, mostCritical, mostHigh
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.tags'`,
    },
    {
        title: "a key nobody knows",
        stack: "staging",
        change: { "services.web.deploy.xyzzy": [1] },
        says: `
fairlead:services.web.deploy.xyzzy is not a setting
  allowed: kind, port, healthPath, count, scaling, cpu, memory, architecture,
           environment, secrets, secretsKeyArn, command, sidecars, schedules,
           permissions, before, certificateArn, domain, shares, testTrafficFrom,
           taskDefinition, appspec, checks, alarms, rollout
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.xyzzy'`,
    },
    {
        title: "a misspelt key at the top",
        stack: "staging",
        change: { netwrok: { nat: "none" } },
        says: `
fairlead:netwrok is not a setting
  allowed: network, if that was meant; known here: scope, account, promotesTo,
           promotesFrom, network, loadBalancer, fromAccount, loosen,
           permissionsBoundary, secrets, connections, services, models,
           approval, team, notify, logRetentionDays
  fix: rename netwrok to network in Pulumi.staging.yaml`,
    },
    {
        title: "a kind that there is none of yet, by its name",
        stack: "staging",
        change: {
            models: { digits: { training: { gate: { metric: "accuracy", atLeast: 0.9 } }, deploy: { kind: "batch" } } },
        },
        says: `
fairlead:models.digits.deploy.kind is "batch", and jobs that answer a whole
    folder at once are not made yet; an endpoint answers one request at a time
  allowed: one of serverless, endpoint
  fix: pulumi config set --stack staging --path \\
         'fairlead:models.digits.deploy.kind' 'serverless'`,
    },
    {
        title: "a kind that does not exist",
        stack: "staging",
        change: { "services.web.deploy.kind": "eks" },
        says: `
fairlead:services.web.deploy.kind is "eks"
  allowed: one of ecs, worker, ec2, runner-host
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.kind' 'ecs'`,
    },
    {
        title: "a build without a kind",
        stack: "staging",
        change: { "services.web.build": { context: "." } },
        says: `
fairlead:services.web.build.kind is not set
  allowed: one of codebuild, docker, package, pushed, workflow
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.kind' 'codebuild'`,
    },
    {
        title: "a rollout that does not exist",
        stack: "staging",
        change: { "services.web.deploy.rollout.kind": "blue-gren" },
        says: `
fairlead:services.web.deploy.rollout.kind is "blue-gren"
  allowed: one of rolling, blue-green, canary, linear
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.rollout.kind' 'blue-green'`,
    },
    {
        title: "a name AWS would refuse",
        stack: "staging",
        change: { "services.Web_App": { build: { kind: "pushed" }, deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.Web_App is not a usable name
  allowed: lower-case letters, digits and single dashes, at most 18 characters,
           a letter first
  fix: rename Web_App to web-app in Pulumi.staging.yaml`,
    },
    {
        title: "a name of more than eighteen characters",
        stack: "staging",
        change: { "services.a-line-of-nineteen1": { build: { kind: "pushed" }, deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.a-line-of-nineteen1 is not a usable name
  allowed: lower-case letters, digits and single dashes, at most 18 characters,
           a letter first
  fix: rename a-line-of-nineteen1 to a-line-of-nineteen in Pulumi.staging.yaml`,
    },
    {
        title: "a name JavaScript keeps for itself",
        stack: "staging",
        change: { "services.constructor": { deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.constructor is a name that JavaScript keeps for itself
  allowed: any other name
  fix: pulumi config rm --stack staging --path 'fairlead:services.constructor'`,
    },
    {
        title: "a target without its own map",
        stack: "staging",
        change: { "services.web": { kind: "ecs", port: 3000 } },
        says: `
fairlead:services.web.kind is not a setting
  allowed: kind is known as fairlead:services.web.deploy.kind; known here:
           source, build, registry, deploy, ship
  fix: move kind to fairlead:services.web.deploy.kind in Pulumi.staging.yaml

fairlead:services.web.port is not a setting
  allowed: port is known as fairlead:services.web.deploy.port; known here:
           source, build, registry, deploy, ship
  fix: move port to fairlead:services.web.deploy.port in Pulumi.staging.yaml`,
    },
];
