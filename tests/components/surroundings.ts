import * as ecs from "@pulumi/aws/ecs";
import * as aws from "@pulumi/aws/provider";

import type { EnvironmentContext } from "../../components/context";
import type { Retention, EnvironmentRef } from "../../components/environment-ref";
import { image, type ImageStore } from "../../components/carries/image";
import { GITHUB } from "../../components/documents/github-trust";
import { oidcArn } from "../../components/account/oidc";
import { ecr } from "../../components/registries/ecr";
import { codePipeline } from "../../components/conductors/code-pipeline";
import type { Conductor } from "../../components/conductors/conductor";
import { ApprovalTopic } from "../../components/shared/approval-topic";
import { ArtifactStore } from "../../components/shared/artifact-store";
import { DeadLetters } from "../../components/shared/dead-letters";
import { Network, type NetworkArgs } from "../../components/shared/network";
import { Notifications } from "../../components/shared/notifications";
import type { Recipient } from "../../components/shared/notifications/groups";
import { ReleaseStore } from "../../components/shared/release-store";
import { TrainingStore } from "../../components/shared/training-store";
import { SharedBalancer, type SharedBalancerSettings } from "../../components/shared/shared-balancer";
import { Secrets } from "../../components/shared/secrets";
import type { JsonObject } from "../../plan/document";
import { account, region, type Recording, type Registration } from "../support/recorder";

export const ref: EnvironmentRef = { project: "project", environment: "stack", account, region, partition: "aws" };
export const strict: Retention = { destroyWithData: false, logRetentionDays: 90 };
export const loose: Retention = { destroyWithData: true, logRetentionDays: 7 };

/** A network that exists, so that it adds no resources to what a test looks at. */
export const existing = {
    existing: {
        vpcId: "vpc-1",
        publicSubnetIds: ["subnet-1", "subnet-2"],
        privateSubnetIds: ["subnet-3", "subnet-4"],
    },
};
/** The same, where tasks can only run in the public subnets. */
export const existingPublic = { existing: { ...existing.existing, privateSubnetIds: [] } };

/** An environment around the component under test; to be made inside of `record`. */
export function makeContext(
    settings: {
        readonly retention?: Retention;
        readonly network?: NetworkArgs;
        readonly conductor?: Conductor;
        readonly connections?: Readonly<Record<string, string>>;
        readonly recipients?: readonly Recipient[];
        readonly secrets?: Readonly<Record<string, string>>;
        readonly loadBalancer?: SharedBalancerSettings;
    } = {},
): EnvironmentContext {
    const {
        retention = strict,
        network = existing,
        conductor = codePipeline,
        recipients = [],
        connections = {},
        secrets,
        loadBalancer = { testTrafficFrom: [] },
    } = settings;
    const artifacts = new ArtifactStore("artifacts", { ref });
    const notifications = new Notifications("notifications", { ref, artifacts, recipients });
    let made: Secrets | undefined;
    let training: TrainingStore | undefined;
    let balancer: SharedBalancer | undefined;
    const stands = new Network("network", network, ref);
    return {
        ...ref,
        retention,
        untagged: new aws.Provider("aws-untagged"),
        artifacts,
        releases: new ReleaseStore("releases", { ref, retention }),
        network: stands,
        get balancer(): SharedBalancer {
            return (balancer ??= new SharedBalancer("shared", { network: stands, retention, settings: loadBalancer }));
        },
        cluster: new ecs.Cluster("services"),
        notifications,
        deadLetters: new DeadLetters("dead-letters", { ref, alarmActions: notifications.alarmActions }),
        connections,
        conductor,
        get training(): TrainingStore {
            return (training ??= new TrainingStore("models", { ref, retention }));
        },
        get secrets(): Secrets {
            return (made ??= new Secrets("secrets", { ref, values: secrets ?? {} }));
        },
        fromAccount: { githubOidcArn: oidcArn(GITHUB, ref) },
    };
}

/** What people are asked by, where they are asked. */
export function makeApprovalTopic({ artifacts }: EnvironmentContext): ApprovalTopic {
    return new ApprovalTopic("approvals", { ref, artifacts, people: [], askers: ["web-ship-approve"] });
}

/** The line's images, as most parts need them. */
export function makeStore(context: EnvironmentContext, registry: Parameters<typeof ecr.make>[1] = {}): ImageStore {
    return image.makeStore("web", { registry: ecr.make("web", registry, {}, context, {}) }, context, {});
}

/** `Class name` of whatever is below a component, in the order of a plan. */
export function below(recording: Recording, className: string, name: string): string[] {
    const [top] = recording.all(`fairlead:index:${className}`).filter((component) => component.name === name);
    if (!top) throw new Error(`no ${className} "${name}" was made`);
    const inside = new Set([top.urn]);
    return recording.registrations
        .filter(({ urn, parent = "" }) => inside.has(parent) && inside.add(urn))
        .map(label)
        .sort();
}

/** What a resource waits for, as `Class name`. */
export function waits(recording: Recording, { options }: Registration): string[] {
    const all = new Map(recording.registrations.map((each) => [each.urn, each]));
    return (options.dependsOn ?? [])
        .map((urn) => all.get(urn))
        .map((found) => (found ? label(found) : "something unknown"))
        .sort();
}

export function label({ type, name }: Registration): string {
    return `${type.split(":").at(-1)} ${name}`;
}

/** The statements of the one policy of this name. */
export function may(recording: Recording, name: string): unknown {
    return statements(recording.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]);
}

export function statements(document: unknown): unknown {
    return (JSON.parse(String(document)) as JsonObject)["Statement"];
}

/** One output of one resource. */
export function out(recording: Recording, type: string, name: string, property: string): string {
    return String(recording.one(type, name).outputs[property]);
}

/** An `Allow`, as a rendered policy has it. */
export function allow(actions: readonly string[], on: readonly string[], condition?: object): object {
    return { Action: actions, ...(condition ? { Condition: condition } : {}), Effect: "Allow", Resource: on };
}
