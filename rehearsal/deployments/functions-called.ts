// The functions that deployments of ECS call in their middle, as plans say it.
import { everyAction } from "../../plan/pipelines";
import { below, type Plans, records, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";

/** ARNs: by ECS itself, of which the service says them. */
export function functionsCalled(plans: Plans): readonly string[] {
    return plans
        .ofType(TYPE.service)
        .flatMap(({ resource: { inputs } }) => records(below(inputs, "deploymentConfiguration")["lifecycleHooks"]))
        .flatMap((hook) => texts([hook["hookTargetArn"]]));
}

/** Whether a pipeline hands CodeDeploy an AppSpec, which names others. */
export function readsAppSpecs(plans: Plans): boolean {
    return everyAction(plans).some(({ action }) => action.provider === "CodeDeployToECS");
}
