import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn, type EnvironmentRef } from "../environment-ref";
import { trustService } from "../documents/policy";
import type { CarriedStore } from "../carrying";
import { makeEventRule } from "../shared/event-rule";
import { ShellJob, variablesOf } from "../shared/job";
import { RELEASE_KEYS, releaseStoreNames } from "../shared/release-store";
import { makeRole } from "../shared/role";
import { makeSeed } from "../shared/seed";
import { promotionSource, RELEASE_VERIFIED } from "./promotion";
import { about, type LineRef } from "./steps";

export interface PromotionPullArgs extends LineRef {
    /** The environment that verified the release. */
    readonly from: EnvironmentRef;
    /** Where that environment tells of it. */
    readonly bus: cloudwatch.EventBus;
    /** Where the copied bytes go. */
    readonly store: CarriedStore;
    /** What must listen before a release is fetched; a candidate whose event no rule hears is never deployed. */
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
        const { line, from, bus } = args;
        const before = [...args.before, this.seed(name, line, context)];
        const job = this.job(name, args, context);
        const role = makeRole(
            `${name}-start`,
            {
                trust: trustService("events.amazonaws.com", context.account),
                allow: [{ actions: ["codebuild:StartBuild"], on: [job.projectArn] }],
            },
            { parent: this },
        );
        makeEventRule(
            name,
            {
                bus,
                pattern: {
                    source: [promotionSource(line)],
                    "detail-type": [RELEASE_VERIFIED],
                    detail: { environment: [from.environment] },
                },
                target: {
                    arn: job.projectArn,
                    role,
                    inputTransformer: variablesOf({ RELEASE: "$.detail.release" }),
                },
                // Told to rule and target: what a component waits for, its children do not.
                before,
            },
            context,
            { parent: this },
        );

        this.projectName = job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }

    /** What was taken so far: nothing. From here on the job writes it, and no other role may. */
    private seed(name: string, line: string, context: EnvironmentContext): pulumi.Resource {
        const nothing = { format: 1, line, from: null, counter: 0, release: null, pushers: [] };
        return makeSeed(`${name}-promotions`, { key: RELEASE_KEYS.promotions(line), content: nothing }, context, this);
    }

    private job(
        name: string,
        { line, carries, from, store }: PromotionPullArgs,
        context: EnvironmentContext,
    ): ShellJob {
        const { releases } = context;
        const theirs = releaseStoreNames(from);
        const mine = [RELEASE_KEYS.candidate(line), RELEASE_KEYS.promotions(line)];
        const copy = store.copy(from);
        return new ShellJob(
            name,
            {
                within: "nothing",
                job: {
                    run: { scripts: [...copy.scripts, "pull"] },
                    docker: copy.docker,
                    env: {
                        ...about({ line, carries }, context),
                        FROM_ENVIRONMENT: from.environment,
                        FROM_BUCKET: theirs.bucket,
                        ...copy.env,
                    },
                },
                allow: [
                    {
                        actions: ["s3:GetObject"],
                        on: [`arn:${from.partition}:s3:::${theirs.bucket}/${RELEASE_KEYS.live(line)}`],
                    },
                    {
                        // Its key may not exist when this is created; its alias says which one is meant.
                        actions: ["kms:Decrypt"],
                        on: [arnIn(from, "kms", "key/*")],
                        when: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${theirs.alias}` } },
                    },
                    ...copy.allow,
                    ...releases.reads(...mine, RELEASE_KEYS.live(line)),
                    ...releases.writes(...mine),
                ],
            },
            context,
            { parent: this },
        );
    }
}
