import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { trustService } from "../documents/policy";
import type { Start } from "../parts";
import type { EnvironmentContext } from "../context";
import { makeRole } from "../shared/role";
import type { CodePipeline } from "./code-pipeline";

/**
 * Makes the events that set a pipeline going, each pinned to the revision it speaks about.
 * @param after what must be written before anybody listens, so that the first `up` starts one run and not two
 * @returns what must exist before an event can be sure of being heard
 */
export function listen(
    pipeline: CodePipeline,
    { starts, after }: { readonly starts: readonly Start[]; readonly after: readonly pulumi.Resource[] },
    context: EnvironmentContext,
): pulumi.Resource[] {
    const { name } = pipeline;
    const opts = { parent: pipeline };
    const role = makeRole(
        `${name}-start`,
        {
            trust: trustService("events.amazonaws.com", context.account),
            allow: [{ actions: ["codepipeline:StartPipelineExecution"], on: [pipeline.pipelineArn] }],
        },
        opts,
    );
    return starts.flatMap((start) => {
        const rule = new cloudwatch.EventRule(
            `${name}-${start.name}`,
            { eventPattern: pulumi.jsonStringify(start.event) },
            { ...opts, dependsOn: [...after] },
        );
        const target = new cloudwatch.EventTarget(
            `${name}-${start.name}`,
            { rule: rule.name, arn: pipeline.pipelineArn, roleArn: role.arn, inputTransformer: pinned(start) },
            { ...opts, dependsOn: [...role.ready] },
        );
        if (!start.remembersWho || !context.pushes) return [target];
        const who = new cloudwatch.EventTarget(
            `${name}-${start.name}-who`,
            { rule: rule.name, arn: context.pushes.logGroupArn },
            { ...opts, dependsOn: [...context.pushes.ready] },
        );
        return [target, who];
    });
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
