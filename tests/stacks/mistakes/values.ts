// Values that cannot stand where they stand.
import type { Mistake } from "./mistake";

export const values: readonly Mistake[] = [
    {
        title: "an account whose leading zero YAML dropped",
        stack: "staging",
        change: { account: 11122223333 },
        says: `
fairlead:account is 11122223333, a number, which has lost its leading zeros
  allowed: 12 digits in quotes
  fix: pulumi config set --stack staging fairlead:account '011122223333'`,
    },
    {
        title: "an account of the wrong length",
        stack: "staging",
        change: { account: "1234", promotesTo: [] },
        says: `
fairlead:account is "1234"
  allowed: 12 digits in quotes
  fix: pulumi config set --stack staging fairlead:account '111122223333'`,
    },
    {
        title: "a region that does not exist",
        stack: "staging",
        change: { "aws:region": "eu-west" },
        says: `
aws:region is "eu-west"
  allowed: an AWS region such as eu-west-1
  fix: pulumi config set --stack staging aws:region 'eu-west-1'`,
    },
    {
        title: "a port out of range",
        stack: "staging",
        change: { "services.web.deploy.port": 80800 },
        says: `
fairlead:services.web.deploy.port is 80800
  allowed: a whole number from 1 to 65535
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a port in quotes",
        stack: "staging",
        change: { "services.web.deploy.port": "8080" },
        says: `
fairlead:services.web.deploy.port is "8080", a text
  allowed: a whole number from 1 to 65535
  fix: in Pulumi.staging.yaml, write without quotes
       port: 8080`,
    },
    {
        title: "a number no list has",
        stack: "staging",
        change: { "services.web.deploy.cpu": 300 },
        says: `
fairlead:services.web.deploy.cpu is 300
  allowed: one of 256, 512, 1024, 2048, 4096, 8192, 16384
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.cpu' 256`,
    },
    {
        title: "a share of more than everything",
        stack: "staging",
        change: { "services.web.deploy.alarms": { percent5xx: 500 } },
        says: `
fairlead:services.web.deploy.alarms.percent5xx is 500
  allowed: a number above 0 up to 100
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.alarms.percent5xx' 1`,
    },
    {
        title: "a word for true",
        stack: "staging",
        change: { "approval.required": "yes" },
        says: `
fairlead:approval.required is "yes", a text
  allowed: true or false
  fix: pulumi config set --stack staging --path 'fairlead:approval.required' \\
         true`,
    },
    {
        title: "a retention CloudWatch does not know",
        stack: "staging",
        change: { logRetentionDays: 91 },
        says: `
fairlead:logRetentionDays is 91
  allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
           1096, 1827, 2192, 2557, 2922, 3288, 3653
  fix: pulumi config set --stack staging fairlead:logRetentionDays 90`,
    },
    {
        title: "logins of GitHub that nobody is believed by",
        stack: "prod",
        change: { approval: { people: { octocat: "ana" } } },
        says: `
fairlead:approval.people names persons by what a workflow says of whom it runs
    for
  allowed: nothing; or said-pushers in loosen: whoever may change the workflow
           may have it say another
  fix: pulumi config rm --stack prod --path 'fairlead:approval.people'`,
    },
    {
        title: "a boundary of another account",
        stack: "prod",
        change: { permissionsBoundary: "arn:aws:iam::999922223333:policy/fairlead-prod-boundary" },
        says: `
fairlead:permissionsBoundary is of account 999922223333
  allowed: a policy of account 111122223333, which this stack is of, or one of
           AWS's
  fix: pulumi config set --stack prod fairlead:permissionsBoundary \\
         'arn:aws:iam::111122223333:policy/fairlead-prod-boundary'`,
    },
    {
        title: "a safeguard that does not exist",
        stack: "staging",
        change: { loosen: ["plain-htpp"] },
        says: `
fairlead:loosen[0] is "plain-htpp"
  allowed: one of destroy-with-data, plain-http, own-approval, unnamed-pushers,
           said-pushers, administrators, plain-secrets, runner-is-root,
           wide-permissions, access-keys, public-images, runner-holds-token
  fix: pulumi config set --stack staging --path 'fairlead:loosen[0]' \\
         'plain-http'`,
    },
    {
        title: "an address that is no mail address",
        stack: "staging",
        change: { notify: [{ to: "email", address: "team" }] },
        says: `
fairlead:notify[0].address is "team"
  allowed: a mail address
  fix: pulumi config set --stack staging --path 'fairlead:notify[0].address' \\
         'team@example.com'`,
    },
    {
        title: "a service without a value",
        stack: "staging",
        change: { "services.web": null },
        says: `
fairlead:services.web is null, a key without a value
  allowed: a map of source, build, registry, deploy, ship
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.kind' 'ecs'
       pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.port' 8080`,
    },
    {
        title: "a list where a map belongs",
        stack: "staging",
        change: { services: [] },
        says: `
fairlead:services is an empty list
  allowed: a map of names to values, each a map of source, build, registry,
           deploy, ship
  fix: pulumi config rm --stack staging fairlead:services`,
    },
    {
        title: "text where a map belongs",
        stack: "staging",
        change: { services: "{web:" },
        says: `
fairlead:services is a text of 5 characters, not repeated here
  allowed: a map of names to values, each a map of source, build, registry,
           deploy, ship
  fix: pulumi config rm --stack staging fairlead:services`,
    },
    {
        title: "a map where a list belongs",
        stack: "staging",
        change: { promotesTo: { environment: "prod" } },
        says: `
fairlead:promotesTo is a map of environment
  allowed: a list, each a map of environment, account
  fix: in Pulumi.staging.yaml, write
       fairlead:promotesTo: [ { environment: prod, account: "111122223333" } ]`,
    },
    {
        title: "a repository named like its address",
        stack: "staging",
        change: {
            "services.web.build": undefined,
            "services.web.source": { kind: "codecommit", repository: "web.git" },
        },
        says: `
fairlead:services.web.source.repository is "web.git"
  allowed: 1 to 100 letters, digits, - _ and ., not .git at the end, which
           CodeCommit keeps for addresses
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.repository' 'my-service'`,
    },
    {
        title: "a secret typed where its ARN belongs",
        stack: "staging",
        change: { "services.web.deploy.secrets": { DB_PASSWORD: "correct horse" } },
        says: `
fairlead:services.web.deploy.secrets.DB_PASSWORD is a text of 13 characters, not
    repeated here
  allowed: the ARN of a secret in Secrets Manager or of a parameter in SSM;
           never the secret itself
  fix: pulumi config set --stack staging --path --plaintext \\
         'fairlead:services.web.deploy.secrets.DB_PASSWORD' \\
         'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-AbCdEf'`,
    },
    {
        title: "an address in place of a map",
        stack: "staging",
        change: { notify: ["team@example.com"] },
        says: `
fairlead:notify[0] is "team@example.com"
  allowed: a map such as { to: email, address: … } or { to: email-json, address:
           … } or { to: https, url: … } or { to: http, url: … } or { to: sqs,
           name: … } or { to: lambda, functionArn: … } or { to: firehose, name:
           … } or { to: application, endpointArn: … } or { to: sms, number: … }
           or { to: slack, workspace: …, channel: … } or { to: teams, tenant: …,
           team: …, channel: … }
  fix: in Pulumi.staging.yaml, write
       - { to: email, address: team@example.com }`,
    },
    {
        title: "a person in place of a list of them",
        stack: "staging",
        change: { notify: { to: "email", address: "team@example.com" } },
        says: `
fairlead:notify is a map of to, address
  allowed: a list, each a map such as { to: email, address: … } or { to:
           email-json, address: … } or { to: https, url: … } or { to: http, url:
           … } or { to: sqs, name: … } or { to: lambda, functionArn: … } or {
           to: firehose, name: … } or { to: application, endpointArn: … } or {
           to: sms, number: … } or { to: slack, workspace: …, channel: … } or {
           to: teams, tenant: …, team: …, channel: … }
  fix: in Pulumi.staging.yaml, write
       fairlead:notify: [ { to: email, address: team@example.com } ]`,
    },
    {
        title: "a word in place of a map with a kind",
        stack: "staging",
        change: { "services.web.deploy.rollout": "canary", "services.web.deploy.count": 2 },
        says: `
fairlead:services.web.deploy.rollout is "canary"
  allowed: a map such as { kind: rolling } or { kind: blue-green } or { kind:
           canary } or { kind: linear }
  fix: in Pulumi.staging.yaml, write
       rollout: { kind: canary }`,
    },
    {
        title: "numbers and words that YAML read as more than text",
        stack: "staging",
        change: { "services.web.deploy.environment": { PORT: 3000, DEBUG: true, NAME: null } },
        says: `
fairlead:services.web.deploy.environment.PORT is 3000, a number
  allowed: text
  fix: pulumi config set --stack staging --path --type string \\
         'fairlead:services.web.deploy.environment.PORT' '3000'

fairlead:services.web.deploy.environment.DEBUG is true
  allowed: text
  fix: pulumi config set --stack staging --path --type string \\
         'fairlead:services.web.deploy.environment.DEBUG' 'true'

fairlead:services.web.deploy.environment.NAME is null, a key without a value
  allowed: text
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.environment.NAME' ''`,
    },
    {
        title: "a path without its first slash",
        stack: "staging",
        change: { "services.web.deploy.healthPath": "healthz" },
        says: `
fairlead:services.web.deploy.healthPath is "healthz"
  allowed: a path such as /health: a slash, then letters, digits and - _ . / ~
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.healthPath' '/healthz'`,
    },
    {
        title: "a retention with its unit",
        stack: "staging",
        change: { logRetentionDays: "90 days" },
        says: `
fairlead:logRetentionDays is "90 days", a text
  allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
           1096, 1827, 2192, 2557, 2922, 3288, 3653
  fix: pulumi config set --stack staging fairlead:logRetentionDays 90`,
    },
    {
        title: "a range without its size",
        stack: "staging",
        change: { network: { cidr: "10.8.0.0" } },
        says: `
fairlead:network.cidr is "10.8.0.0"
  allowed: an address range such as 10.0.0.0/16
  fix: pulumi config set --stack staging --path 'fairlead:network.cidr' \\
         '10.8.0.0/16'`,
    },
    {
        title: "an hour in letters",
        stack: "staging",
        change: { "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "a b c d e f", max: 6 } } } },
        says: `
fairlead:services.web.deploy.scaling.schedule.night.at is "a b c d e f"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.night.at' \\
         '0 20 ? * MON-FRI *'`,
    },
    {
        title: "an hour with cron around it",
        stack: "staging",
        change: {
            "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "cron(0 7 ? * MON-FRI *)", max: 6 } } },
        },
        says: `
fairlead:services.web.deploy.scaling.schedule.night.at is "cron(0 7 ? * MON-FRI
    *)"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.night.at' \\
         '0 7 ? * MON-FRI *'`,
    },
    {
        title: "an hour that no clock has",
        stack: "staging",
        change: { "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "99 99 ? * FOO *", max: 6 } } } },
        says: `
fairlead:services.web.deploy.scaling.schedule.night.at is "99 99 ? * FOO *"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.night.at' \\
         '0 20 ? * MON-FRI *'`,
    },
    {
        title: "an hour of any day and any day",
        stack: "staging",
        change: { "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "0 20 * * * *", max: 6 } } } },
        says: `
fairlead:services.web.deploy.scaling.schedule.night.at is "0 20 * * * *"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.night.at' '0 20 ? * * *'`,
    },
    {
        title: "an hour as a clock shows it",
        stack: "staging",
        change: { "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "7:05", max: 6 } } } },
        says: `
fairlead:services.web.deploy.scaling.schedule.night.at is "7:05"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.night.at' '5 7 ? * * *'`,
    },
    {
        title: "an operator of IAM without its s",
        stack: "staging",
        change: {
            "services.web.deploy.permissions": [
                {
                    actions: ["s3:GetObject"],
                    resources: ["arn:aws:s3:::uploads/*"],
                    conditions: [{ test: "StringNotEqual", variable: "aws:PrincipalTag/team", values: ["a"] }],
                },
            ],
        },
        says: `
fairlead:services.web.deploy.permissions[0].conditions[0].test is
    "StringNotEqual"
  allowed: an operator of IAM such as StringEquals, with ForAnyValue: or
           IfExists where it is needed
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.permissions[0].conditions[0].test' \\
         'StringNotEquals'`,
    },
    {
        title: "half an operator of IAM",
        stack: "staging",
        change: {
            "services.web.deploy.permissions": [
                {
                    actions: ["s3:GetObject"],
                    resources: ["arn:aws:s3:::uploads/*"],
                    conditions: [{ test: "ForAnyValue:NotEquals", variable: "aws:PrincipalTag/team", values: ["a"] }],
                },
            ],
        },
        says: `
fairlead:services.web.deploy.permissions[0].conditions[0].test is
    "ForAnyValue:NotEquals"
  allowed: an operator of IAM such as StringEquals, with ForAnyValue: or
           IfExists where it is needed
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.permissions[0].conditions[0].test' \\
         'ForAnyValue:StringNotEquals'`,
    },
    {
        title: "a command in one piece",
        stack: "staging",
        change: { "services.web.deploy.command": "python worker.py --name 'a b'" },
        says: `
fairlead:services.web.deploy.command is "python worker.py --name 'a b'", a text
  allowed: a list of words, without a shell to read them
  fix: in Pulumi.staging.yaml, write
       command: [ python, worker.py, --name, a b ]`,
    },
    {
        title: "a command for a shell",
        stack: "staging",
        change: { "services.web.deploy.command": "npm run x && node server.js" },
        says: `
fairlead:services.web.deploy.command is "npm run x && node server.js", a text
  allowed: a list of words, without a shell to read them
  fix: in Pulumi.staging.yaml, write
       command: [ sh, -c, npm run x && node server.js ]`,
    },
    {
        title: "a command where its map belongs",
        stack: "staging",
        change: { "services.web.deploy.before": "python migrate.py" },
        says: `
fairlead:services.web.deploy.before is "python migrate.py", a text
  allowed: a map of command, timeoutMinutes
  fix: in Pulumi.staging.yaml, write
       before: { command: [ python, migrate.py ] }`,
    },
    {
        title: "an approval that is yes",
        stack: "staging",
        change: { "services.web.deploy.rollout": { kind: "blue-green", approval: true } },
        says: `
fairlead:services.web.deploy.rollout.approval is true
  allowed: a map of stage, timeoutHours
  fix: in Pulumi.staging.yaml, write
       approval: {}`,
    },
    {
        title: "a queue by its address",
        stack: "staging",
        change: {
            "services.web.deploy.scaling": { max: 6, queue: { name: "https://sqs.eu-west-1.amazonaws.com/1/orders" } },
        },
        says: `
fairlead:services.web.deploy.scaling.queue.name is
    "https://sqs.eu-west-1.amazonaws.com/1/orders"
  allowed: the name of a queue, not its ARN or address
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.queue.name' 'orders'`,
    },
    {
        title: "a zone by its town",
        stack: "staging",
        change: {
            "services.web.deploy.scaling": {
                max: 6,
                schedule: { night: { at: "0 20 ? * * *", max: 6 } },
                timezone: "Berlin",
            },
        },
        says: `
fairlead:services.web.deploy.scaling.timezone is "Berlin"
  allowed: a zone of the IANA such as Europe/Berlin
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.timezone' 'Europe/Berlin'`,
    },
];
