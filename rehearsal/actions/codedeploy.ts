import { once } from "node:events";

import { artifactObject } from "../../iam/calls/stores";
import { arnIn, readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import type { ActionContext, ActionResult, ActionRun, RehearsedAction } from "./types";

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

/** Creates a deployment of a revision and waits for its end, as every deploy action through CodeDeploy does. */
export async function deployed(
    { id, at, by, configuration }: ActionRun,
    { gateway, signal, say }: ActionContext,
    revision: JsonObject,
): Promise<ActionResult> {
    const { ApplicationName: applicationName = "", DeploymentGroupName: deploymentGroupName = "" } = configuration;
    const on = arnIn(at.plan, "codedeploy", `deploymentgroup:${applicationName}/${deploymentGroupName}`);
    const ask = (action: string, input: JsonObject) => gateway.call({ by, action: `codedeploy:${action}`, on, input });
    const input = { applicationName, deploymentGroupName, revision, action: id };
    const { deploymentId } = (await ask("CreateDeployment", input)) as { readonly deploymentId: string };
    say(`deployment ${deploymentId}`);
    // An action that times out leaves its deployment alone, as CodePipeline does.
    const late = once(signal, "abort").then(() => signal.throwIfAborted());
    return endedBy(await Promise.race([ask("GetDeployment", { deploymentId, wait: true }), late]));
}

function endedBy(answer: unknown): ActionResult {
    const { deploymentId, status, errorInformation } = (answer as { readonly deploymentInfo: JsonObject })
        .deploymentInfo;
    const ended = { variables: { DeploymentId: String(deploymentId) } };
    if (status === "Succeeded") return { ...ended, ok: true };
    const why = isRecord(errorInformation) ? String(errorInformation["message"]) : "";
    return { ...ended, ok: false, why: `Deployment ${String(deploymentId)} ${String(status).toLowerCase()}: ${why}` };
}
