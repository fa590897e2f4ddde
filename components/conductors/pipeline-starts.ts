import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { trustService } from "../documents/policy";
import type { Start } from "../parts";
import type { Place } from "../place";
import { makeRole } from "../shared/role";
import type { CodePipeline } from "./code-pipeline";

export interface PipelineStartsArgs {
    readonly pipeline: CodePipeline;
    readonly starts: readonly Start[];
    /** What must be written before anybody listens, so that the first `up` starts one run and not two. */
    readonly after: readonly pulumi.Resource[];
}

/** The events that set a pipeline going, each pinned to the revision it speaks about. */
export class PipelineStarts extends pulumi.ComponentResource {
    constructor(name: string, args: PipelineStartsArgs, place: Place, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:components:PipelineStarts", name, { starts: args.starts.map((start) => start.name) }, opts);
        const { pipeline, starts, after } = args;

        const role = makeRole(
            `${name}-start`,
            {
                trust: trustService("events.amazonaws.com", place.account),
                allow: [{ actions: ["codepipeline:StartPipelineExecution"], on: [pipeline.pipelineArn] }],
            },
            { parent: this },
        );
        for (const start of starts) {
            const rule = new cloudwatch.EventRule(
                `${name}-${start.name}`,
                { eventPattern: pulumi.jsonStringify(start.event) },
                { parent: this, dependsOn: [...after] },
            );
            new cloudwatch.EventTarget(
                `${name}-${start.name}`,
                {
                    rule: rule.name,
                    arn: pipeline.pipelineArn,
                    roleArn: role.arn,
                    inputTransformer: pinned(start),
                },
                { parent: this, dependsOn: [...role.ready] },
            );
            if (start.remembersWho && place.pushes) {
                new cloudwatch.EventTarget(
                    `${name}-${start.name}-who`,
                    { rule: rule.name, arn: place.pushes.logGroupArn },
                    { parent: this, dependsOn: [...place.pushes.ready] },
                );
            }
        }
        this.registerOutputs();
    }
}

/**
 * Without this a run takes whatever is newest when it comes to read its source: two quick pushes would both build the
 * second one. A constant key goes through the same transformer, without paths.
 */
function pinned({ action, pins }: Start): { inputPaths?: Record<string, string>; inputTemplate: string } {
    const [revisionType, revisionValue] =
        "objectKey" in pins ? ["S3_OBJECT_KEY", pins.objectKey] : [pins.revision, "<revision>"];
    return {
        ...("objectKey" in pins ? {} : { inputPaths: { revision: pins.from } }),
        inputTemplate: JSON.stringify({ sourceRevisions: [{ actionName: action, revisionType, revisionValue }] }),
    };
}
