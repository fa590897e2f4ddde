import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn, type EnvironmentRef } from "../environment-ref";
import type { CarriedStore } from "../carrying";
import { ShellJob, startsJob } from "../shared/job";
import { RELEASE_KEYS, releaseStoreNames } from "../shared/release-store";
import type { RoleInUse } from "../shared/role";
import type { Statement } from "../shell";
import { makeSeed } from "../shared/seed";
import { promotionSource, RELEASE_VERIFIED } from "./promotion";
import { about, type LineRef } from "./steps";

export interface PromotionPullArgs extends LineRef {
    /** The environment that verified the release. */
    readonly from: EnvironmentRef;
    /** The bus to which that environment sends the event. */
    readonly bus: cloudwatch.EventBus;
    /** Keeps the copy. */
    readonly store: CarriedStore;
}

/**
 * Fetches what the previous environment verified. This environment copies the bytes itself, under its own role. The event
 * only starts the job; starting it by hand does the same.
 */
export class PromotionPull extends pulumi.ComponentResource {
    /** The job to start by hand if the event was missed. */
    public readonly projectName: pulumi.Output<string>;
    private readonly job: ShellJob;
    private readonly seed: pulumi.Resource;

    constructor(
        private readonly name: string,
        private readonly args: PromotionPullArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:PromotionPull", name, { line: args.line, from: args.from }, opts);
        this.seed = this.makeSeed(args);
        this.job = this.makeJob(args);
        this.projectName = this.job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }

    /** Permission to start it. */
    public start(): Statement {
        return this.job.start();
    }

    /** @param before rules that must exist before a release is fetched: a candidate whose event no rule matches is never deployed */
    public listen(role: RoleInUse, before: readonly pulumi.Resource[]): void {
        const { name, job, seed, context } = this;
        const { line, from, bus } = this.args;
        const event = {
            source: [promotionSource(line)],
            "detail-type": [RELEASE_VERIFIED],
            detail: { environment: [from.environment] },
        };
        const says = { RELEASE: "$.detail.release" } as const;
        // On rule and target, because children of a component do not wait for what the component depends on.
        startsJob(name, job, { bus, event, says, role, before: [...before, seed] }, context, { parent: this });
    }

    /** The record of what was pulled, still empty. From then on only the job may write it. */
    private makeSeed({ line }: PromotionPullArgs): pulumi.Resource {
        const content = { format: 1, line, from: null, counter: 0, release: null, pushers: [] };
        return makeSeed(`${this.name}-promotions`, { key: RELEASE_KEYS.promotions(line), content }, this.context, this);
    }

    private makeJob({ line, carries, from, store }: PromotionPullArgs): ShellJob {
        const { name, context } = this;
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
                        // The other environment's key may not exist yet when this is created, so its alias names it.
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
