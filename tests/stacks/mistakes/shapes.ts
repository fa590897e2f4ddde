// Settings whose shape is wrong, and the whole of what is said about each.
import type { Mistake } from "./mistake";

export const shapes: readonly Mistake[] = [
    {
        title: "a missing account",
        stack: "staging",
        change: { account: undefined },
        says: `
fairlead:account is not set
  allowed: 12 digits in quotes
  fix: pulumi config set fairlead:account '111122223333'`,
    },
    {
        title: "an account whose leading zero YAML dropped",
        stack: "staging",
        change: { account: 11122223333 },
        says: `
fairlead:account is 11122223333, a number, which has lost its leading zeros
  allowed: 12 digits in quotes
  fix: pulumi config set fairlead:account '011122223333'`,
    },
    {
        title: "an account of the wrong length",
        stack: "staging",
        change: { account: "1234", promotesTo: [] },
        says: `
fairlead:account is "1234"
  allowed: 12 digits in quotes
  fix: pulumi config set fairlead:account '111122223333'`,
    },
    {
        title: "a missing region",
        stack: "staging",
        change: { "aws:region": undefined },
        says: `
aws:region is not set
  allowed: an AWS region such as eu-west-1
  fix: pulumi config set aws:region 'eu-west-1'`,
    },
    {
        title: "a region that does not exist",
        stack: "staging",
        change: { "aws:region": "eu-west" },
        says: `
aws:region is "eu-west"
  allowed: an AWS region such as eu-west-1
  fix: pulumi config set aws:region 'eu-west-1'`,
    },
    {
        title: "a port out of range",
        stack: "staging",
        change: { "services.web.deploy.port": 80800 },
        says: `
fairlead:services.web.deploy.port is 80800
  allowed: a whole number from 1 to 65535
  fix: pulumi config set --path 'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a port in quotes",
        stack: "staging",
        change: { "services.web.deploy.port": "8080" },
        says: `
fairlead:services.web.deploy.port is "8080", a text
  allowed: a whole number from 1 to 65535
  fix: pulumi config set --path 'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a missing port",
        stack: "staging",
        change: { "services.web.deploy.port": undefined },
        says: `
fairlead:services.web.deploy.port is not set
  allowed: a whole number from 1 to 65535
  fix: pulumi config set --path 'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a misspelt key",
        stack: "staging",
        change: { "services.web.deploy.prot": 8080, "services.web.deploy.port": undefined },
        says: `
fairlead:services.web.deploy.prot is not a setting
  allowed: port, if that was meant; known here: kind, port, healthPath, count,
           cpu, memory, architecture, environment, secrets, certificateArn,
           testTrafficFrom, alarms, rollout
  fix: pulumi config rm --path 'fairlead:services.web.deploy.prot'
       pulumi config set --path 'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a key at the wrong place",
        stack: "staging",
        change: { "services.web.healthPath": "/well" },
        says: `
fairlead:services.web.healthPath is not a setting
  allowed: healthPath is known as fairlead:services.web.deploy.healthPath; known
           here: source, build, deploy
  fix: pulumi config rm --path 'fairlead:services.web.healthPath'
       pulumi config set --path \\
         'fairlead:services.web.deploy.healthPath' \\
         '/well'`,
    },
    {
        title: "a key of another kind",
        stack: "staging",
        change: { "services.web.build.testStage": "test" },
        says: `
fairlead:services.web.build.testStage is not a setting
  allowed: testStage belongs to build: { kind: codebuild, … }; known here: kind,
           context, dockerfile, platform
  fix: pulumi config rm --path 'fairlead:services.web.build.testStage'`,
    },
    {
        title: "a key nobody knows",
        stack: "staging",
        change: { "services.web.deploy.xyzzy": [1] },
        says: `
fairlead:services.web.deploy.xyzzy is not a setting
  allowed: kind, port, healthPath, count, cpu, memory, architecture,
           environment, secrets, certificateArn, testTrafficFrom, alarms,
           rollout
  fix: pulumi config rm --path 'fairlead:services.web.deploy.xyzzy'`,
    },
    {
        title: "a misspelt key at the top",
        stack: "staging",
        change: { netwrok: { nat: "none" } },
        says: `
fairlead:netwrok is not a setting
  allowed: network, if that was meant; known here: account, promotesTo,
           promotesFrom, network, loosen, services, approval, notify,
           logRetentionDays
  fix: rename netwrok to network in Pulumi.staging.yaml`,
    },
    {
        title: "a kind that does not exist",
        stack: "staging",
        change: { "services.web.deploy.kind": "ec2" },
        says: `
fairlead:services.web.deploy.kind is "ec2"
  allowed: ecs
  fix: pulumi config set --path 'fairlead:services.web.deploy.kind' 'ecs'`,
    },
    {
        title: "a build without a kind",
        stack: "staging",
        change: { "services.web.build": { context: "." } },
        says: `
fairlead:services.web.build.kind is not set
  allowed: one of codebuild, docker
  fix: pulumi config set --path 'fairlead:services.web.build.kind' 'codebuild'`,
    },
    {
        title: "a rollout that does not exist",
        stack: "staging",
        change: { "services.web.deploy.rollout.kind": "blue-gren" },
        says: `
fairlead:services.web.deploy.rollout.kind is "blue-gren"
  allowed: one of blue-green, canary, linear
  fix: pulumi config set --path \\
         'fairlead:services.web.deploy.rollout.kind' \\
         'blue-green'`,
    },
    {
        title: "a number no list has",
        stack: "staging",
        change: { "services.web.deploy.cpu": 300 },
        says: `
fairlead:services.web.deploy.cpu is 300
  allowed: one of 256, 512, 1024, 2048, 4096, 8192, 16384
  fix: pulumi config set --path 'fairlead:services.web.deploy.cpu' 256`,
    },
    {
        title: "a share of more than everything",
        stack: "staging",
        change: { "services.web.deploy.alarms": { percent5xx: 500 } },
        says: `
fairlead:services.web.deploy.alarms.percent5xx is 500
  allowed: a number above 0 up to 100
  fix: pulumi config set --path \\
         'fairlead:services.web.deploy.alarms.percent5xx' \\
         1`,
    },
    {
        title: "a word for true",
        stack: "staging",
        change: { "approval.required": "yes" },
        says: `
fairlead:approval.required is "yes", a text
  allowed: true or false
  fix: pulumi config set --path 'fairlead:approval.required' false`,
    },
    {
        title: "a retention CloudWatch does not know",
        stack: "staging",
        change: { logRetentionDays: 91 },
        says: `
fairlead:logRetentionDays is 91
  allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
           1096, 1827, 2192, 2557, 2922, 3288, 3653
  fix: pulumi config set fairlead:logRetentionDays 90`,
    },
    {
        title: "a safeguard that does not exist",
        stack: "staging",
        change: { loosen: ["plain-htpp"] },
        says: `
fairlead:loosen[0] is "plain-htpp"
  allowed: one of destroy-with-data, plain-http
  fix: pulumi config set --path 'fairlead:loosen[0]' 'plain-http'`,
    },
    {
        title: "an address that is no mail address",
        stack: "staging",
        change: { notify: [{ to: "email", address: "team" }] },
        says: `
fairlead:notify[0].address is "team"
  allowed: a mail address
  fix: pulumi config set --path 'fairlead:notify[0].address' 'team@example.com'`,
    },
    {
        title: "a name AWS would refuse",
        stack: "staging",
        change: { "services.Web_App": { kind: "ecs", port: 8080 } },
        says: `
fairlead:services.Web_App is not a usable name
  allowed: lower-case letters, digits and single dashes, at most 20 characters,
           a letter first
  fix: rename Web_App to web-app in Pulumi.staging.yaml`,
    },
    {
        title: "a name of more than twenty characters",
        stack: "staging",
        change: { "services.a-line-of-twenty-one-c": { kind: "ecs", port: 8080 } },
        says: `
fairlead:services.a-line-of-twenty-one-c is not a usable name
  allowed: lower-case letters, digits and single dashes, at most 20 characters,
           a letter first
  fix: rename a-line-of-twenty-one-c to a-line-of-twenty-one in
       Pulumi.staging.yaml`,
    },
    {
        title: "a name JavaScript keeps for itself",
        stack: "staging",
        change: { "services.constructor": { deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.constructor is a name that JavaScript keeps for itself
  allowed: any other name
  fix: pulumi config rm --path 'fairlead:services.constructor'`,
    },
    {
        title: "a service without a value",
        stack: "staging",
        change: { "services.web": null },
        says: `
fairlead:services.web is null, a key without a value
  allowed: a map of source, build, deploy
  fix: pulumi config set --path 'fairlead:services.web.deploy.kind' 'ecs'
       pulumi config set --path 'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a list where a map belongs",
        stack: "staging",
        change: { services: [] },
        says: `
fairlead:services is an empty list
  allowed: a map of names to values, each a map of source, build, deploy
  fix: pulumi config rm fairlead:services`,
    },
    {
        title: "text where a map belongs",
        stack: "staging",
        change: { services: "{web:" },
        says: `
fairlead:services is "{web:", a text
  allowed: a map of names to values, each a map of source, build, deploy
  fix: pulumi config rm fairlead:services`,
    },
    {
        title: "a map where a list belongs",
        stack: "staging",
        change: { promotesTo: { environment: "prod" } },
        says: `
fairlead:promotesTo is a map of environment
  allowed: a list, each a map of environment, account
  fix: pulumi config rm fairlead:promotesTo`,
    },
    {
        title: "a secret typed where its ARN belongs",
        stack: "staging",
        change: { "services.web.deploy.secrets": { DB_PASSWORD: "correct horse" } },
        says: `
fairlead:services.web.deploy.secrets.DB_PASSWORD is a text of 13 characters, not
    repeated here
  allowed: text that matches /^arn:aws[\\w-]*:(secretsmanager|ssm):/
  fix: pulumi config set --path --plaintext \\
         'fairlead:services.web.deploy.secrets.DB_PASSWORD' \\
         '…'`,
    },
];
