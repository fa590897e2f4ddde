import { Denied } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { Alarms } from "../alarms/alarm";

/** Why a deployment ends before its end, and which event that is for the rollback configuration. */
export class DeploymentEnded extends Error {
    constructor(
        public readonly status: "Failed" | "Stopped",
        public readonly event: "DEPLOYMENT_FAILURE" | "DEPLOYMENT_STOP_ON_ALARM" | "DEPLOYMENT_STOP_ON_REQUEST",
        message: string,
        /** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html */
        public readonly code?: string,
    ) {
        super(message);
    }
}

export function alarmed(account: LocalAccount, alarm: string): DeploymentEnded {
    const name = alarm.split(":alarm:")[1] ?? alarm;
    return new DeploymentEnded(
        "Stopped",
        "DEPLOYMENT_STOP_ON_ALARM",
        `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${name} (${account.part(Alarms).of(alarm).reason})`,
        "ALARM_ACTIVE",
    );
}

export function endedBy(error: unknown): DeploymentEnded {
    if (error instanceof DeploymentEnded) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new DeploymentEnded(
        "Failed",
        "DEPLOYMENT_FAILURE",
        message,
        error instanceof Denied ? "IAM_ROLE_PERMISSIONS" : undefined,
    );
}
