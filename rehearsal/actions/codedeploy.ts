import { artifactObject } from "../../iam/calls/stores";
import { readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { deployed } from "./awaited-deployment";
import type { ActionRun, RehearsedAction } from "./types";

export const codeDeploy: RehearsedAction = {
    provider: "CodeDeploy",
    fidelity: {
        executed:
            "lifecycle events on every instance in CodeDeploy's order, as many at a time as the configuration lets, rollback, launches by Auto Scaling and what follows on them",
        evaluated: "the action's role, the deployment group's role at each step, the machine's role for the revision",
        stoodIn: "minutes of AWS, by a faster clock; artifacts are no objects of the bucket, and are asked for as if",
        notRehearsed:
            "blue/green of machines, on-premises instances, Classic Load Balancers, zones, termination hooks, warm pools, revisions on GitHub",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html",
    },
    run: async (run, use) => deployed(run, use, revisionOf(run)),
};

/** The artifact itself: its root is the revision's. */
function revisionOf({ at, inputs }: ActionRun): JsonObject {
    const [[artifact, digest] = [], ...more] = Object.entries(inputs);
    if (artifact === undefined || digest === undefined || more.length > 0)
        throw new Error(
            `Invalid action configuration: the action takes one input artifact, the revision; it has ${Object.keys(inputs).length}`,
        );
    const [bucket = "", ...key] = readArn(artifactObject(at.pipeline, artifact)).resource.split("/");
    return {
        revisionType: "S3",
        s3Location: { bucket, key: key.join("/"), bundleType: "zip" },
        rehearsed: { digest },
    };
}
