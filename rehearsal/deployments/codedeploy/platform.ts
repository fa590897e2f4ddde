// What differs between the compute platforms of CodeDeploy. One file each; a platform of another folder is added by
// whoever begins it.
import type { Row, ServedAt } from "../../../iam/calls/types";
import type { JsonObject } from "../../../plan/document";
import type { PlannedResource } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import type { Deployment } from "./codedeploy";
import type { Group } from "./group";
import type { GroupRole } from "./group-role";

export interface DeploymentPlatform {
    /** As CodeDeploy names it. */
    readonly name: "ECS" | "Server";
    /** What its groups do under their role. */
    readonly rows: readonly Row<ServedAt>[];
    takes(group: PlannedResource): boolean;
    /** What a deployment of this revision must remember. Refuses here what cannot be deployed, or not be rehearsed. */
    remember(account: LocalAccount, group: Group, revision: JsonObject): JsonObject;
    wayOf(site: DeploymentSite): Way;
    /** What GetDeployment says beside what it says of every deployment. */
    shown(account: LocalAccount, deployment: Deployment): JsonObject;
}

/** Where one deployment happens. */
export interface DeploymentSite {
    readonly account: LocalAccount;
    readonly deployment: Deployment;
    readonly group: Group;
    readonly role: GroupRole;
}

/** How one deployment goes, step by step. Each step may be begun again, as after a crash. */
export interface Way {
    readonly steps: readonly Step[];
    /** After a crash: until what ran before runs again. */
    settled(signal: AbortSignal): Promise<void>;
    /** Undoes what was done; nothing where there is nothing to go back to. */
    rollBack(): Promise<RolledBack | undefined>;
    /** Its end is a fact by now. */
    ended?(): void;
}

export interface Step {
    readonly step: string;
    readonly text: string;
    readonly run: (signal: AbortSignal) => Promise<void>;
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html */
export interface RolledBack {
    readonly message: string;
    readonly deployment?: string;
}
