// How many instances must stay healthy, and so how many change at a time.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
import { below, type Plans, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed } from "../../account/gateway";

export interface Constraints {
    /** At least so many must have succeeded, or not have begun. */
    readonly minimum: number;
    /** At most so many change at a time. */
    readonly atATime: number;
}

/** By the name of a deployment configuration, for so many instances. */
export function constraintsOf(plans: Plans, name: string, instances: number): Constraints {
    // unverified: half of one instance is none, so a deployment to one fails at once | fails as: CodeDeployDefault.HalfAtATime is red here and green on AWS for a group of one | settle: aws deploy create-deployment --deployment-config-name CodeDeployDefault.HalfAtATime to a group of one instance
    return leaving(instances, minimumOf(plans, name, instances));
}

function leaving(instances: number, minimum: number): Constraints {
    return { minimum, atATime: Math.max(0, instances - minimum) };
}

function minimumOf(plans: Plans, name: string, instances: number): number {
    switch (name) {
        case "CodeDeployDefault.AllAtOnce":
            return 0;
        case "CodeDeployDefault.HalfAtATime":
            return share(50, instances);
        case "":
        case "CodeDeployDefault.OneAtATime":
            return instances - 1;
    }
    const own = plans.find(TYPE.deploymentConfig, (config) => text(config, "deploymentConfigName") === name);
    if (!own) throw new NotRehearsed(`the deployment configuration ${name}`);
    if (own.resource.inputs["zonalConfig"] !== undefined)
        throw new NotRehearsed(`the zones of the deployment configuration ${name}`);
    const { type, value } = below(own.resource.inputs, "minimumHealthyHosts");
    if (type === "HOST_COUNT") return Number(value);
    if (type === "FLEET_PERCENT") return share(Number(value), instances);
    throw new NotRehearsed(`the deployment configuration ${name} of the type ${String(type)}`);
}

/** "If you specify a percentage value, remember it will be rounded up": https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html */
function share(percent: number, instances: number): number {
    return Math.ceil((instances * percent) / 100);
}

/** Also where none has to stay healthy, one must have the revision: else nothing was deployed. */
export function isSuccess({ minimum }: Constraints, succeeded: number): boolean {
    return succeeded >= Math.max(1, minimum);
}
