// Everything behind the door, and what has to go on again after a restart. A service that is learned is two lines here.
import type { Account } from "../account/account";
import type { Service } from "../account/door";
import { alarmServices } from "../deployments/alarm";
import { containersFor, type EngineName } from "../containers";
import { Fleet } from "../deployments/fleet";
import { Bus } from "../events/bus";
import { Builds, buildServices } from "./builds";
import { deploymentServices, resume as resumeDeployments } from "./deployments";
import { imageServices } from "./ecr";
import { eventServices } from "./events";
import { executionServices } from "./executions";
import { logServices } from "./logs";
import { objectServices } from "./objects";
import { repositoryServices } from "./repositories";
import { secretServices } from "./secrets";
import { ecsServices } from "./services";
import { topicServices } from "./topics";

export const services: ReadonlyMap<string, Service> = new Map([
    ...alarmServices,
    ...buildServices,
    ...deploymentServices,
    ...ecsServices,
    ...eventServices,
    ...executionServices,
    ...imageServices,
    ...logServices,
    ...objectServices,
    ...repositoryServices,
    ...secretServices,
    ...topicServices,
]);

/** Starts what goes on by itself, and what an earlier process left half done. */
export async function beginServices(account: Account, engine: EngineName): Promise<void> {
    await account.part(Fleet).begin(await containersFor(account, engine));
    account.part(Builds).resume();
    resumeDeployments(account);
    account.work(account.part(Bus).idle());
}
