// Settings of a line or its network that are right one by one, and refused together, or by AWS.
import type { Mistake } from "./mistake";

const reader = { username: "acmeread", passwordParameter: "/acme/hub/pull" };
const hub = (more: object): object => ({
    kind: "docker-hub",
    repository: "acme/web",
    pull: { ...reader, secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf" },
    ...more,
});

const SIDECAR = `public.ecr.aws/acme/beside@sha256:${"0".repeat(64)}`;
const PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter/flag";

export const combinations: readonly Mistake[] = [
    {
        title: "a certificate of another region",
        stack: "prod",
        change: { "services.web.deploy.certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/0" },
        says: `
fairlead:services.web.deploy.certificateArn is
    "arn:aws:acm:us-east-1:111122223333:certificate/0"
  allowed: a certificate of region eu-west-1 and account 111122223333, where the
           load balancer is
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.certificateArn' \\
         'arn:aws:acm:eu-west-1:111122223333:certificate/…'`,
    },
    {
        title: "a certificate of another account",
        stack: "prod",
        change: { "services.web.deploy.certificateArn": "arn:aws:acm:eu-west-1:444455556666:certificate/0" },
        says: `
fairlead:services.web.deploy.certificateArn is
    "arn:aws:acm:eu-west-1:444455556666:certificate/0"
  allowed: a certificate of region eu-west-1 and account 111122223333, where the
           load balancer is
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.certificateArn' \\
         'arn:aws:acm:eu-west-1:111122223333:certificate/…'`,
    },
    {
        title: "an existing network with one subnet",
        stack: "staging",
        change: { network: { existing: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1"] } } },
        says: `
fairlead:network.existing.publicSubnetIds is a list of 1
  allowed: 2 subnets or more, in different zones, for the load balancer
  fix: pulumi config set --stack staging --path \\
         'fairlead:network.existing.publicSubnetIds[1]' \\
         'subnet-0123456789abcdef0'`,
    },
    {
        title: "an existing network that is also new",
        stack: "staging",
        change: { network: { nat: "none", existing: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] } } },
        says: `
fairlead:network.nat is set where existing is set
  allowed: nat and cidr shape a new network; an existing one keeps its own
  fix: pulumi config rm --stack staging --path 'fairlead:network.nat'`,
    },
    {
        title: "a subnet that is public and private",
        stack: "staging",
        change: {
            network: {
                existing: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], privateSubnetIds: ["subnet-2"] },
            },
        },
        says: `
fairlead:network.existing.publicSubnetIds[1] is in privateSubnetIds as well
  allowed: a subnet is public or private: it has a route to an internet gateway,
           or it has none
  fix: pulumi config rm --stack staging --path \\
         'fairlead:network.existing.publicSubnetIds[1]'`,
    },
    {
        title: "two lines with one repository",
        stack: "staging",
        change: {
            "services.web.build": undefined,
            "services.api": { source: { kind: "codecommit", repository: "web" }, deploy: { kind: "ecs", port: 8080 } },
        },
        says: `
fairlead:services.api.source.repository is "web"
  allowed: another name: line web creates this repository
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.api.source.repository' 'api'`,
    },
    {
        title: "two lines with one repository, of which one is not written down",
        stack: "staging",
        change: {
            "services.api": { source: { kind: "codecommit", repository: "web" }, deploy: { kind: "ecs", port: 8080 } },
            "services.web": { deploy: { kind: "ecs", port: 8080 } },
        },
        says: `
fairlead:services.api.source.repository is "web"
  allowed: another name: line web creates this repository
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.api.source.repository' 'api'`,
    },
    {
        title: "a source that nothing reads",
        stack: "staging",
        change: { "services.web.source": { kind: "codecommit" } },
        says: `
fairlead:services.web.source is set, but build kind docker reads no source
  allowed: a source with build kind codebuild or pushed
  fix: pulumi config rm --stack staging --path 'fairlead:services.web.source'`,
    },
    {
        title: "a build by `up` that cannot log in to the registry",
        stack: "staging",
        change: { "services.web.registry": hub({ push: { ...reader, username: "acmepush" } }) },
        says: `
fairlead:services.web.build.kind is docker, which pushes to ecr alone, and the
    registry is docker-hub
  allowed: one of codebuild, workflow
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.kind' 'codebuild'`,
    },
    {
        title: "a registry for a bundle, told once, whatever is wrong below it",
        stack: "staging",
        change: {
            "services.web.registry": hub({}),
            "services.web.build": { kind: "package" },
            "services.web.deploy": { kind: "ec2", port: 80 },
        },
        says: `
fairlead:services.web.registry is set, but a bundle lies in no registry
  allowed: a registry where images are carried
  fix: pulumi config rm --stack staging --path 'fairlead:services.web.registry'`,
    },
    {
        title: "an account that two settings tell of",
        stack: "prod",
        change: {
            fromAccount: {
                githubOidcArn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
                stack: "acme/fairlead/account",
            },
        },
        says: `
fairlead:fromAccount.githubOidcArn is set, and stack says it as well
  allowed: one of githubOidcArn and stack
  fix: pulumi config rm --stack prod --path 'fairlead:fromAccount.githubOidcArn'`,
    },
    {
        title: "nobody who pushes where images are built",
        stack: "staging",
        change: { "services.web.registry": hub({}), "services.web.build": { kind: "codebuild" } },
        says: `
fairlead:services.web.registry.push is not set
  allowed: who pushes: { username: …, passwordSecret: … }, or passwordParameter
  fix: write below registry of the line: push: { username: acmeread,
       passwordSecret: dockerHubPush }`,
    },
    {
        title: "a token that pushes where nothing is built",
        stack: "prod",
        change: { "services.web.registry": hub({ push: reader }) },
        says: `
fairlead:services.web.registry.push is set where promotesFrom is set
  allowed: nothing: images are built elsewhere
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.registry.push'`,
    },
    {
        title: "a target that logs in to Docker Hub by a secret alone",
        stack: "prod",
        change: {
            "services.web.registry": { kind: "docker-hub", repository: "acme/web", pull: reader },
        },
        says: `
fairlead:services.web.registry.pull.secretArn is not set
  allowed: the ARN of a secret in Secrets Manager, by which this target alone
           can log in; or pull.passwordSecret, of which one is made
  fix: pulumi config set --stack prod --path --plaintext \\
         'fairlead:services.web.registry.pull.secretArn' \\
         'arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-hub-AbCdEf'`,
    },
    {
        title: "a variable with two values",
        stack: "staging",
        change: {
            "services.web.deploy.environment": { DB: "x" },
            "services.web.deploy.secrets": { DB: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" },
        },
        says: `
fairlead:services.web.deploy.environment.DB is in secrets as well
  allowed: a variable in environment or in secrets, not in both
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.environment.DB'`,
    },
    {
        title: "a key without a secret",
        stack: "staging",
        change: {
            "services.web.deploy.secretsKeyArn":
                "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000",
        },
        says: `
fairlead:services.web.deploy.secretsKeyArn is set where there are no secrets
  allowed: the key of what stands under secrets of the line
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.secretsKeyArn'`,
    },
    {
        title: "sidecars that ECS does not take, or that leave the application nothing",
        stack: "staging",
        change: {
            "services.web.deploy.cpu": 256,
            "services.web.deploy.memory": 512,
            "services.web.deploy.port": 8080,
            "services.web.deploy.sidecars": {
                app: { image: SIDECAR },
                otel: { image: SIDECAR, port: 4317, cpu: 192, memory: 512 },
                proxy: { image: SIDECAR, port: 4317, cpu: 64, environment: { A: "1" }, secrets: { A: PARAMETER } },
                agent: { image: SIDECAR, port: 8080 },
                foreign: { image: `999988887777.dkr.ecr.eu-west-1.amazonaws.com/agent@${SIDECAR.split("@")[1]}` },
            },
        },
        says: `
fairlead:services.web.deploy.sidecars.proxy.environment.A is in secrets as well
  allowed: a variable in environment or in secrets, not in both
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.proxy.environment.A'

fairlead:services.web.deploy.sidecars.app is called app
  allowed: any name but app and before: the first is the application's, the
           second is where its log before traffic is
  fix: call it something else

fairlead:services.web.deploy.sidecars.foreign.image is
    "999988887777.dkr.ecr.eu-west-1.amazonaws.com/age…
  allowed: an image of a public registry, or of account 111122223333
  fix: copy it into a repository of account 111122223333

fairlead:services.web.deploy.sidecars.proxy.port is 4317, which otel listens on
  allowed: a port of its own: containers of one task share its network
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.proxy.port'

fairlead:services.web.deploy.sidecars.agent.port is 8080, which the application
    listens on
  allowed: a port of its own: containers of one task share its network
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.agent.port'

fairlead:services.web.deploy.sidecars.otel.cpu makes 256 of cpu for all sidecars
  allowed: together less than the 256 of the task, of which the application
           needs some too
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.otel.cpu'

fairlead:services.web.deploy.sidecars.otel.memory makes 512 of memory for all
    sidecars
  allowed: together less than the 512 of the task, of which the application
           needs some too
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.otel.memory'`,
    },
    {
        title: "sidecars beside a task definition of the repository's own, which lists its containers",
        stack: "staging",
        change: {
            "services.web.deploy.sidecars": { otel: { image: SIDECAR } },
            "services.web.deploy.taskDefinition": "taskdef.json",
        },
        says: `
fairlead:services.web.source is not set, and deploy takes taskdef.json of a
    repository
  allowed: a source with the files, and a build that reads one or lets one stand
           beside it
  fix: set source of the line

fairlead:services.web.deploy.sidecars are set where taskDefinition is
  allowed: the containers of taskdef.json, which are the repository's
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.sidecars'`,
    },
    {
        title: "sidecars by a tag, and under a name that ECS does not take",
        stack: "staging",
        change: {
            "services.web.deploy.sidecars": { "my agent": { image: SIDECAR }, otel: { image: "otel:latest" } },
        },
        says: `
fairlead:services.web.deploy.sidecars["my agent"] is not a usable name
  allowed: letters, digits, _ and -, at most 255
  fix: rename "my agent" to my-agent in Pulumi.staging.yaml

fairlead:services.web.deploy.sidecars.otel.image is "otel:latest"
  allowed: an image by its digest, …@sha256:…; a tag may be another image
           tomorrow
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.sidecars.otel.image' \\
         'public.ecr.aws/aws-observability/aws-otel-collector@sha256:0000000000000000000000000000000000000000000000000000000000000000'`,
    },
    {
        title: "more sidecars than a task has containers",
        stack: "staging",
        change: {
            "services.web.deploy.sidecars": Object.fromEntries(
                Array.from({ length: 10 }, (_, index) => [`beside-${index}`, { image: SIDECAR }]),
            ),
        },
        says: `
fairlead:services.web.deploy.sidecars are 10
  allowed: at most 9: a task has 10 containers, one of which is the application
  fix: take out those that other services can do without`,
    },
    {
        title: "a schedule at five fields",
        stack: "staging",
        change: {
            "services.web.deploy.schedules": {
                nightly: { at: "0 3 * * *", command: ["node", "nightly.js"] },
            },
        },
        says: `
fairlead:services.web.deploy.schedules.nightly.at is "0 3 * * *"
  allowed: six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *,
           one of both days a ?
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.schedules.nightly.at' '0 3 ? * * *'`,
    },
    {
        title: "a schedule by a clock that nobody knows",
        stack: "staging",
        change: {
            "services.web.deploy.schedules": {
                nightly: { at: "0 3 * * ? *", timezone: "Berlin", command: ["node", "nightly.js"] },
            },
        },
        says: `
fairlead:services.web.deploy.schedules.nightly.timezone is "Berlin"
  allowed: a zone of the IANA such as Europe/Berlin
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.schedules.nightly.timezone' \\
         'Europe/Berlin'`,
    },
    {
        title: "scaling without room, by what pulls two ways, whose night never ends",
        stack: "staging",
        change: {
            "services.web.deploy.count": 2,
            "services.web.deploy.scaling": {
                max: 2,
                cpu: 60,
                queue: { name: "orders" },
                schedule: {
                    night: { at: "0 20 * * ? *", count: 0, max: 0 },
                    day: { at: "0 7 * * ? *", count: 1, max: 0 },
                },
                timezone: "Mars/Olympus",
            },
        },
        says: `
fairlead:services.web.deploy.scaling.max is 2
  allowed: more than the 2 that always run
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.max' 3

fairlead:services.web.deploy.scaling.cpu is set beside a queue, and each would
    undo what the other does
  allowed: a queue alone, or cpu and requestsPerTask together
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.scaling.cpu'

fairlead:services.web.deploy.scaling.schedule.day.count is 1, and its max 0
  allowed: at most 0, the max of that hour
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.schedule.day.count' 0

fairlead:services.web.deploy.scaling.schedule goes below the 2 of count at night
    and day, and never comes back
  allowed: an hour from which on count runs again, which needs nothing but its
           at
  fix: add one, such as scaling.schedule.morning.at: "0 7 ? * MON-FRI *"

fairlead:services.web.deploy.scaling.timezone is "Mars/Olympus"
  allowed: a zone of the IANA such as Europe/Berlin
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.timezone' 'UTC'`,
    },
    {
        title: "scaling that says nothing, and a clock that nothing reads",
        stack: "staging",
        change: { "services.web.deploy.scaling": { max: 4, timezone: "UTC" } },
        says: `
fairlead:services.web.deploy.scaling names nothing by which there would be other
    than count
  allowed: one of cpu, requestsPerTask, queue and schedule in it, or no scaling
  fix: set scaling.cpu, to 60 for one

fairlead:services.web.deploy.scaling.timezone is set where there is no schedule
  allowed: a schedule that is read by it, or no timezone
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.scaling.timezone'`,
    },
    {
        title: "a greatest number that one night lowers for ever",
        stack: "staging",
        change: {
            "services.web.deploy.scaling": { max: 6, schedule: { night: { at: "0 20 ? * * *", max: 2 } } },
        },
        says: `
fairlead:services.web.deploy.scaling.schedule goes below the 6 of max at night,
    and never comes back
  allowed: an hour from which on max holds again, which needs nothing but its at
  fix: add one, such as scaling.schedule.morning.at: "0 7 ? * MON-FRI *"`,
    },
    {
        title: "a night and a morning at the same minute",
        stack: "staging",
        change: {
            "services.web.deploy.scaling": {
                max: 6,
                schedule: { night: { at: "0 07 * * ? *", count: 0 }, morning: { at: "0 7 ? * * *" } },
            },
        },
        says: `
fairlead:services.web.deploy.scaling.schedule.morning.at is 0 7 ? * * *, when
    night comes as well
  allowed: a minute of its own: what comes last there stays, and nobody knows
           which does
  fix: set it to another minute, or put what it says into night`,
    },
    {
        title: "a worker that would have none for ever, and fewer than its least",
        stack: "staging",
        change: {
            "services.web.deploy": {
                kind: "worker",
                health: { command: ["true"] },
                count: 2,
                scaling: { min: 3, max: 3, cpu: 60 },
            },
        },
        says: `
fairlead:services.web.deploy.scaling.max is 3
  allowed: more than the 3 that always run
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.max' 4

fairlead:services.web.deploy.scaling.min is set where there is no queue, by
    which alone tasks would come back
  allowed: a queue beside it, or no min
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.scaling.min'

fairlead:services.web.deploy.scaling.min is 3
  allowed: at most the 2 of count, with which a release is proved
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.min' 2`,
    },
    {
        title: "scaling whose reason is wrong itself",
        stack: "staging",
        change: {
            "services.web.deploy": {
                kind: "worker",
                health: { command: ["node", "alive.js"] },
                scaling: { max: "five", cpu: 150 },
            },
        },
        says: `
fairlead:services.web.deploy.scaling.max is "five", a text
  allowed: a whole number from 1 to 1000
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.max' 1

fairlead:services.web.deploy.scaling.cpu is 150
  allowed: a whole number from 1 to 100
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.scaling.cpu' 100`,
    },
    {
        title: "rights that are denied",
        stack: "staging",
        change: {
            "services.web.deploy.permissions": [
                { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::uploads/*"] },
                { effect: "Deny", actions: ["s3:*"], resources: ["*"] },
                { effect: "deny", actions: ["iam:*"], resources: ["*"] },
            ],
        },
        says: `
fairlead:services.web.deploy.permissions[2] has the effect deny, and a line's
    statements allow
  allowed: statements of what is allowed: what none of them names is denied
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.permissions[2]'

fairlead:services.web.deploy.permissions[1] has the effect Deny, and a line's
    statements allow
  allowed: statements of what is allowed: what none of them names is denied
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.permissions[1]'`,
    },
    {
        title: "rights over everything, and over everybody's rights",
        stack: "staging",
        change: {
            "services.web.deploy.permissions": [
                { actions: ["s3:*", "iam:Pass*"], resources: ["arn:aws:s3:::uploads/*"] },
                { actions: ["ses:SendEmail"], resources: ["*"] },
            ],
        },
        says: `
fairlead:services.web.deploy.permissions[0].actions[0] is s3:*, all of a
    service: to delete, and to share with others, among it
  allowed: actions of s3 by name, or a part of them such as s3:Get*; or
           wide-permissions in fairlead:loosen, which takes it
  fix: name the actions that the code calls

fairlead:services.web.deploy.permissions[0].actions[1] is iam:Pass*: what
    changes the rights of others may do everything
  allowed: each action of iam by its whole name; or wide-permissions in
           fairlead:loosen, which takes it
  fix: name the actions that the code calls

fairlead:services.web.deploy.permissions[1].resources[0] is *: what belongs to
    everybody else is among it
  allowed: ARNs; or because beside it, which says why AWS takes nothing smaller;
           or wide-permissions in fairlead:loosen, which takes it
  fix: name what it is done to, or say because`,
    },
    {
        title: "a command beside the repository's own task definition",
        stack: "staging",
        change: {
            "services.web.deploy.command": ["node", "x.js"],
            "services.web.deploy.taskDefinition": "taskdef.json",
        },
        says: `
fairlead:services.web.source is not set, and deploy takes taskdef.json of a
    repository
  allowed: a source with the files, and a build that reads one or lets one stand
           beside it
  fix: set source of the line

fairlead:services.web.deploy.command is set where taskDefinition is
  allowed: the command of the container in taskdef.json, which is the
           repository's
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.command'`,
    },
    {
        title: "an address range with a host in it",
        stack: "staging",
        change: { network: { cidr: "10.0.0.1/16" } },
        says: `
fairlead:network.cidr is "10.0.0.1/16"
  allowed: a network's address range, /16 to /24, such as 10.0.0.0/16
  fix: pulumi config set --stack staging --path 'fairlead:network.cidr' \\
         '10.0.0.0/16'`,
    },
    {
        title: "an address range too small for six subnets",
        stack: "staging",
        change: { network: { cidr: "10.0.0.0/27" } },
        says: `
fairlead:network.cidr is "10.0.0.0/27"
  allowed: a network's address range, /16 to /24, such as 10.0.0.0/16
  fix: pulumi config set --stack staging --path 'fairlead:network.cidr' \\
         '10.0.0.0/16'`,
    },
    {
        title: "an address without a range",
        stack: "staging",
        change: { "services.web.deploy.testTrafficFrom": ["203.0.113.7"] },
        says: `
fairlead:services.web.deploy.testTrafficFrom[0] is "203.0.113.7"
  allowed: an IPv4 address range such as 203.0.113.0/24, or 203.0.113.7/32 for
           one address
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.testTrafficFrom[0]' '203.0.113.7/32'`,
    },
    {
        title: "a memory Fargate does not sell with that cpu",
        stack: "staging",
        change: { "services.web.deploy.cpu": 1024, "services.web.deploy.memory": 9000 },
        says: `
fairlead:services.web.deploy.memory is 9000
  allowed: with cpu 1024, Fargate gives one of 2048, 3072, 4096, 5120, 6144,
           7168, 8192 MiB
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.memory' 8192`,
    },
    {
        title: "a line in another's names",
        stack: "staging",
        change: { "services.web-ship-api": { deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.web-ship-api has the word ship in it
  allowed: a name without -make, -ship, -pull, -handover, -check at its end or
           before a dash: what a line web may do goes by names that begin with
           web-ship-, and would reach this line too
  fix: rename web-ship-api to web-api in Pulumi.staging.yaml`,
    },
    {
        title: "a line named like another's pipeline",
        stack: "staging",
        change: { "services.web-make": { deploy: { kind: "ecs", port: 8080 } } },
        says: `
fairlead:services.web-make has the word make in it
  allowed: a name without -make, -ship, -pull, -handover, -check at its end or
           before a dash: what a line web may do goes by names that begin with
           web-make-, and would reach this line too
  fix: rename web-make in Pulumi.staging.yaml`,
    },
    {
        title: "lines of other kinds that would register another's task definitions",
        stack: "staging",
        change: {
            "services.web.deploy.schedules": {
                "rest-first": { at: "0 3 * * ? *", command: ["node", "rest.js"] },
            },
            "services.web-first": {
                source: { kind: "codecommit", repository: "first" },
                deploy: { kind: "worker", health: { command: ["true"] } },
            },
            "services.web-scheduled-rest": {
                source: { kind: "codecommit", repository: "rest" },
                deploy: { kind: "worker", health: { command: ["true"] } },
            },
        },
        says: `
fairlead:services.web-first and web would both register task definitions of a
    family web-first
  allowed: a name that is not web with -first, -before or -scheduled- and a
           schedule behind it, nor the other way round
  fix: rename web-first in Pulumi.staging.yaml

fairlead:services.web-scheduled-rest and web would both register task
    definitions of a family web-scheduled-rest-first
  allowed: a name that is not web with -first, -before or -scheduled- and a
           schedule behind it, nor the other way round
  fix: rename web-scheduled-rest in Pulumi.staging.yaml`,
    },
    {
        title: "two lines of one domain",
        stack: "staging",
        change: {
            "services.web.deploy.domain": { name: "shop.example.com" },
            "services.api": {
                source: { kind: "codecommit", repository: "api" },
                deploy: { kind: "ec2", port: 8080, start: "python3 -m shop", domain: { name: "shop.example.com" } },
            },
        },
        says: `
fairlead:services.api.deploy.domain.name is shop.example.com, which is web's
  allowed: a domain that no other line has
  fix: give api, or web, another domain`,
    },
    {
        title: "plain HTTP that was not loosened",
        stack: "prod",
        change: { "services.web.deploy.certificateArn": undefined },
        says: `
fairlead:services.web.deploy.certificateArn is not set
  allowed: the ARN of an ACM certificate; a domain with its zoneId, for which
           one is made; or plain-http in fairlead:loosen, which serves without
           one
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.certificateArn' \\
         'arn:aws:acm:eu-west-1:111122223333:certificate/…'`,
    },
    {
        title: "a canary on one task",
        stack: "staging",
        change: { "services.web.deploy.rollout": { kind: "canary", engine: "codedeploy" } },
        says: `
fairlead:services.web.deploy.count is 1
  allowed: 2 or more where the rollout is canary, or rollout kind blue-green or
           rolling
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.count' 2`,
    },
    {
        title: "shares and minutes that CodeDeploy has no configuration for",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": { kind: "linear", engine: "codedeploy", percent: 20, minutes: 2 },
        },
        says: `
fairlead:services.web.deploy.rollout.percent is 20
  allowed: 10 where CodeDeploy moves the traffic; any with engine ecs
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.percent' 10

fairlead:services.web.deploy.rollout.minutes is 2
  allowed: 1 or 3 where CodeDeploy moves the traffic; any with engine ecs
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.minutes' 1`,
    },
    {
        title: "minutes that no job waits for",
        stack: "prod",
        change: { "services.web.deploy.rollout": { kind: "linear", percent: 5, minutes: 120 } },
        says: `
fairlead:services.web.deploy.rollout.minutes makes a rollout wait 2285 minutes
  allowed: 2000 minutes at most, for all shares and to bake
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.minutes' 10`,
    },
    {
        title: "a pause for a person where CodeDeploy moves the traffic",
        stack: "prod",
        change: { "services.web.deploy.rollout": { kind: "blue-green", engine: "codedeploy", approval: {} } },
        says: `
fairlead:services.web.deploy.rollout.approval is set where rollout.engine is
    codedeploy
  allowed: an approval inside of deployments by engine ecs; approval.required
           asks before one by any
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.deploy.rollout.approval'`,
    },
    {
        title: "a question behind the first share, where the first is all",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": {
                kind: "blue-green",
                approval: { stage: "PRE_PRODUCTION_TRAFFIC_SHIFT" },
            },
        },
        says: `
fairlead:services.web.deploy.rollout.approval.stage is
    "PRE_PRODUCTION_TRAFFIC_SHIFT"
  allowed: POST_TEST_TRAFFIC_SHIFT or POST_PRODUCTION_TRAFFIC_SHIFT where all of
           the traffic moves at once; PRE_PRODUCTION_TRAFFIC_SHIFT, behind the
           first share, where the rollout is canary or linear
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.approval.stage' \\
         'POST_TEST_TRAFFIC_SHIFT'`,
    },
    {
        title: "more functions than ECS takes",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": {
                kind: "blue-green",
                hooks: Array.from({ length: 11 }, () => ({
                    stage: "POST_SCALE_UP",
                    functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:smoke",
                })),
            },
        },
        says: `
fairlead:services.web.deploy.rollout.hooks is a list of 11
  allowed: at most 10
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.deploy.rollout.hooks[10]'`,
    },
    {
        title: "a stage of ECS that no run comes to",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": {
                kind: "blue-green",
                hooks: [
                    {
                        stage: "RECONCILE_SERVICE",
                        functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:smoke",
                    },
                ],
            },
        },
        says: `
fairlead:services.web.deploy.rollout.hooks[0].stage is "RECONCILE_SERVICE"
  allowed: one of PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT,
           POST_TEST_TRAFFIC_SHIFT, PRE_PRODUCTION_TRAFFIC_SHIFT,
           PRODUCTION_TRAFFIC_SHIFT, POST_PRODUCTION_TRAFFIC_SHIFT,
           BeforeInstall, AfterInstall, AfterAllowTestTraffic,
           BeforeAllowTraffic, AfterAllowTraffic
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.hooks[0].stage' 'PRE_SCALE_UP'`,
    },
    {
        title: "functions at events that CodeDeploy does not have, of another account",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": {
                kind: "blue-green",
                engine: "codedeploy",
                hooks: [
                    { stage: "POST_SCALE_UP", functionArn: "arn:aws:lambda:eu-west-1:999988887777:function:smoke" },
                ],
            },
        },
        says: `
fairlead:services.web.deploy.rollout.hooks[0].stage is "POST_SCALE_UP"
  allowed: BeforeInstall, AfterInstall, AfterAllowTestTraffic,
           BeforeAllowTraffic or AfterAllowTraffic where rollout.engine is
           codedeploy
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.hooks[0].stage' 'AfterInstall'

fairlead:services.web.deploy.rollout.hooks[0].functionArn is
    "arn:aws:lambda:eu-west-1:999988887777:function:s…
  allowed: a function of region eu-west-1 and account 111122223333, where the
           service is
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.rollout.hooks[0].functionArn' \\
         'arn:aws:lambda:eu-west-1:111122223333:function:smoke'`,
    },
    {
        title: "two functions at one event of CodeDeploy",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": {
                kind: "blue-green",
                engine: "codedeploy",
                hooks: ["smoke", "load"].map((name) => ({
                    stage: "BeforeAllowTraffic",
                    functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${name}`,
                })),
            },
        },
        says: `
fairlead:services.web.deploy.rollout.hooks[1] is another function at
    BeforeAllowTraffic
  allowed: one function at each event, where CodeDeploy calls them
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.deploy.rollout.hooks[1]'`,
    },
    {
        title: "an AppSpec that nobody reads",
        stack: "prod",
        change: {
            "services.web.deploy.rollout": { kind: "blue-green" },
            "services.web.deploy.taskDefinition": "taskdef.json",
            "services.web.deploy.appspec": "appspec.yaml",
        },
        says: `
fairlead:services.web.deploy.appspec is set where rollout.engine is ecs
  allowed: an AppSpec with engine codedeploy only, which reads it
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.deploy.appspec'`,
    },
    {
        title: "a nested secret",
        stack: "staging",
        change: { "services.web.deploy.environment": { PASSWORD: { secure: "v1:abc" } } },
        says: `
fairlead:services.web.deploy.environment.PASSWORD is encrypted
  allowed: no secret, as Pulumi hands it to the program in plain text
           (pulumi#7127); keep it in Secrets Manager, and give its ARN under
           secrets of the line, or below fairlead:secrets, where a setting takes
           its name
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.environment.PASSWORD'`,
    },
    {
        title: "a folder that is not there",
        stack: "staging",
        change: { "services.web.build.context": "nowhere" },
        says: `
fairlead:services.web.build.context is "nowhere", which is no folder of the
    project
  allowed: a folder with a Dockerfile in it, relative to the project
  fix: make the folder nowhere, with a Dockerfile in it`,
    },
    {
        title: "a folder whose name is misspelt",
        stack: "staging",
        change: { "services.web.build.context": "examples/blue-green-wep" },
        says: `
fairlead:services.web.build.context is "examples/blue-green-wep", which is no
    folder of the project
  allowed: a folder with a Dockerfile in it, relative to the project
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.context' 'examples/blue-green-web'`,
    },
    {
        title: "a folder without a Dockerfile",
        stack: "staging",
        change: { "services.web.build.context": "docs" },
        says: `
fairlead:services.web.build.dockerfile is "Dockerfile", which docs does not
    contain
  allowed: a Dockerfile, relative to the context
  fix: write docs/Dockerfile, or set context to the folder it is in`,
    },
    {
        title: "a Dockerfile whose name is misspelt",
        stack: "staging",
        change: { "services.web.build.dockerfile": "Dokcerfile" },
        says: `
fairlead:services.web.build.dockerfile is "Dokcerfile", which
    examples/blue-green-web does not contain
  allowed: a Dockerfile, relative to the context
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.dockerfile' 'Dockerfile'`,
    },
    {
        title: "a task definition of a repository that nothing reads",
        stack: "staging",
        change: { "services.web.build": { kind: "pushed" }, "services.web.deploy.taskDefinition": "taskdef.json" },
        says: `
fairlead:services.web.source is not set, and deploy takes taskdef.json of a
    repository
  allowed: a source with the files, and a build that reads one or lets one stand
           beside it
  fix: set source of the line`,
    },
    {
        title: "a source beside images that others push, of which nothing is read",
        stack: "staging",
        change: { "services.web.build": { kind: "pushed" }, "services.web.source": { kind: "codecommit" } },
        says: `
fairlead:services.web.source is set, and nothing reads it: with build kind
    pushed it brings files of the repository alone
  allowed: a source whose files deploy takes
  fix: pulumi config rm --stack staging --path 'fairlead:services.web.source'`,
    },
    {
        title: "an AppSpec without the task definition it names a container of",
        stack: "prod",
        change: { "services.web.deploy.appspec": "appspec.yaml" },
        says: `
fairlead:services.web.deploy.taskDefinition is not set, and appspec is
  allowed: the repository's task definition, whose container the AppSpec names
  fix: pulumi config set --stack prod --path \\
         'fairlead:services.web.deploy.taskDefinition' 'taskdef.json'`,
    },
    {
        title: "a line that waits for a tag of ours",
        stack: "staging",
        change: { "services.web.build": { kind: "pushed", tag: "live-staging" } },
        says: `
fairlead:services.web.build.tag is "live-staging"
  allowed: a tag that is none of Fairlead's own, candidate, release-*, live-*: a
           line would be started by what it did
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.tag' 'latest'`,
    },
];
