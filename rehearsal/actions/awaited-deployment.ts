import { once } from "node:events";

import { arnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import type { ActionContext, ActionResult, ActionRun } from "./types";

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
