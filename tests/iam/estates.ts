import { eventKinds } from "../../components/shared/notifications/events";
import { Estate } from "./support/estate";
import { CONNECTION } from "../support/connection";
import { planOf } from "../support/program";
import { EVERYBODY } from "../support/settings";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
const services = "fairlead:services";
/** Kept by both services that can, under a key of the team's own. */
const secrets = {
    secrets: {
        PASSWORD: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-AbCdEf",
        FLAG: "arn:aws:ssm:eu-west-1:111122223333:parameter/flag",
    },
    secretsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000",
};
/** What runs beside one of them, from a repository of the account's that no line makes. */
const sidecars = {
    otel: {
        image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/tools/otel@sha256:${"0".repeat(64)}`,
        secrets: { KEY: "arn:aws:ssm:eu-west-1:111122223333:parameter/otel" },
    },
};
/** What one of them runs at an hour. */
const schedules = { nightly: { at: "0 3 * * ? *", command: ["node", "nightly.js"] } };
/** What CodeDeploy calls in the middle of the deployments of one of them. */
const called = {
    kind: "blue-green",
    engine: "codedeploy",
    hooks: [{ stage: "AfterAllowTestTraffic", functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:smoke" }],
};
/** What the code of one of them may do at AWS. */
const permissions = [
    { actions: ["sqs:SendMessage", "sqs:GetQueueUrl"], resources: ["arn:aws:sqs:eu-west-1:111122223333:acme-orders"] },
    { actions: ["dynamodb:Query"], resources: ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"] },
];
/** Where GitHub's token lies that may set statuses. */
const commitStatus = {
    tokenSecretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf",
};
let made: {
    shipped?: Promise<Estate>;
    neighbours?: Promise<Estate>;
    machines?: Promise<Estate>;
    bundles?: Promise<Estate>;
    workflows?: Promise<Estate>;
    hosts?: Promise<Estate>;
    models?: Promise<Estate>;
} = {};

/** The two root stacks as they are shipped. */
export function shipped(): Promise<Estate> {
    return (made.shipped ??= Promise.all([planOf("staging"), planOf("prod")]).then((plans) => new Estate(plans)));
}

/** The same environments with a second line beside the first, built the other way, an approval in each, and all who can be told. */
export function neighbours(): Promise<Estate> {
    return (made.neighbours ??= plan());
}

/** Images on virtual machines: on a fixed one, then on a group behind a load balancer. */
export function machines(): Promise<Estate> {
    return (made.machines ??= example("docker-hub-ec2"));
}

/** The same with bundles. */
export function bundles(): Promise<Estate> {
    return (made.bundles ??= example("code-suite-vm"));
}

/** Images that a workflow of GitHub makes. */
export function workflows(): Promise<Estate> {
    return (made.workflows ??= ofFolder("tests/fixtures/workflow"));
}

/** A host that takes releases and jobs, then one that takes releases alone. */
export function hosts(): Promise<Estate> {
    return (made.hosts ??= example("student-performance/runner"));
}

/** A model, from its training to an endpoint in each environment. */
export function models(): Promise<Estate> {
    return (made.models ??= example("image-classification"));
}

function example(name: string): Promise<Estate> {
    return ofFolder(`examples/${name}`);
}

async function ofFolder(folder: string): Promise<Estate> {
    const plans = ["staging", "prod"].map((stack) => planOf(stack, { configFile: `${folder}/Pulumi.${stack}.yaml` }));
    return new Estate(await Promise.all(plans));
}

async function plan(): Promise<Estate> {
    const deploy = { kind: "ecs", port: 8080 };
    const staging = {
        web: { build: { kind: "docker", context: "examples/blue-green-web" }, deploy },
        other: {
            source: { kind: "codecommit", repository: "other" },
            build: { kind: "codebuild" },
            deploy: {
                ...deploy,
                ...secrets,
                sidecars,
                schedules,
                permissions,
                before: { command: ["node", "migrate.js"] },
            },
        },
        apart: {
            source: { kind: "github", repository: "acme/apart", tags: ["v*"], pullRequests: true, commitStatus },
            build: { kind: "codebuild" },
            deploy: { ...deploy, rollout: called },
        },
    };
    const prod = { web: { deploy: { ...deploy, certificateArn } }, other: { deploy: { ...deploy, certificateArn } } };
    return new Estate([
        await planOf("staging", {
            overrides: {
                [services]: staging,
                "fairlead:connections": { github: CONNECTION },
                "fairlead:approval": { required: true },
                "fairlead:notify": [
                    ...EVERYBODY,
                    { to: "sqs", name: "all", about: eventKinds.map(({ kind }) => kind) },
                ],
            },
        }),
        await planOf("prod", { overrides: { [services]: prod } }),
    ]);
}

/** Forgets what was planned; nothing else keeps a whole estate in memory. */
export function forget(): void {
    made = {};
}
