import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { trustService } from "../documents/policy";
import type { EnvironmentContext, EnvironmentRef } from "../context";
import { type ImageRegistry, pullsFrom } from "./image-registry";
import { ShellJob } from "./job";
import { promotionSource, RELEASE_VERIFIED } from "./promotion-names";
import { RELEASE_KEYS, releaseStoreNames } from "./release-store";
import { makeRole } from "./role";

export interface PromotionPullArgs {
    /** Whose releases it fetches. */
    readonly line: string;
    /** The environment that verified the release. */
    readonly from: EnvironmentRef;
    /** Where that environment tells of it. */
    readonly bus: cloudwatch.EventBus;
    /** Where the copied image goes. */
    readonly registry: ImageRegistry;
    /** What must listen before a release is fetched; a candidate that nobody hears of is deployed by nobody. */
    readonly before: readonly pulumi.Resource[];
}

/**
 * Fetches what the environment before verified: the environment itself copies the bytes, under its own role. The event
 * is a hint only; starting the job by hand does the same.
 */
export class PromotionPull extends pulumi.ComponentResource {
    /** Job to start by hand, when the event was missed. */
    public readonly projectName: pulumi.Output<string>;

    constructor(
        name: string,
        args: PromotionPullArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:PromotionPull", name, { line: args.line, from: args.from }, opts);
        const { line, from, bus, registry, before } = args;
        const { releases } = context;
        const store = releaseStoreNames(from);
        const candidate = RELEASE_KEYS.candidate(line);

        const job = new ShellJob(
            name,
            {
                within: "nothing",
                job: {
                    run: { script: "pull" },
                    docker: true,
                    env: {
                        LINE: line,
                        FROM_ENVIRONMENT: from.environment,
                        FROM_BUCKET: store.bucket,
                        RELEASES_BUCKET: releases.bucketName,
                        REPOSITORY_URI: registry.repositoryUrl,
                        REPOSITORY_NAME: registry.repositoryName,
                    },
                },
                allow: [
                    {
                        actions: ["s3:GetObject"],
                        on: [`arn:${from.partition}:s3:::${store.bucket}/${RELEASE_KEYS.live(line)}`],
                    },
                    {
                        // Its key may not exist when this is created; its alias says which one is meant.
                        actions: ["kms:Decrypt"],
                        on: [`arn:${from.partition}:kms:${from.region}:${from.account}:key/*`],
                        when: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${store.alias}` } },
                    },
                    pullsFrom(from, line),
                    ...registry.pushes(),
                    ...releases.reads(candidate),
                    ...releases.writes(candidate),
                ],
            },
            context,
            { parent: this },
        );
        const role = makeRole(
            `${name}-start`,
            {
                trust: trustService("events.amazonaws.com", context.account),
                allow: [{ actions: ["codebuild:StartBuild"], on: [job.projectArn] }],
            },
            { parent: this },
        );
        const rule = new cloudwatch.EventRule(
            name,
            {
                eventBusName: bus.name,
                eventPattern: JSON.stringify({
                    source: [promotionSource(line)],
                    "detail-type": [RELEASE_VERIFIED],
                    detail: { environment: [from.environment] },
                }),
            },
            { parent: this },
        );
        new cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                eventBusName: bus.name,
                arn: job.projectArn,
                roleArn: role.arn,
                inputTransformer: {
                    inputPaths: { release: "$.detail.release" },
                    inputTemplate: JSON.stringify({
                        environmentVariablesOverride: [{ name: "RELEASE", type: "PLAINTEXT", value: "<release>" }],
                    }),
                },
            },
            // Told to the target itself: what a component waits for, its children do not.
            { parent: this, dependsOn: [...role.ready, ...before] },
        );

        this.projectName = job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }
}
