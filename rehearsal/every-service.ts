// Everything behind the gateway, and what has to go on again after a restart. A service that is learned is two lines here.
import type { LocalAccount } from "./account/local-account";
import type { Service } from "./account/gateway";
import { resumeStacks, stackServices } from "./cloudformation/api";
import { stackAlarms } from "./cloudformation/alarms";
import { containersFor, type EngineName } from "./containers";
import { alarmServices } from "./deployments/alarms/alarm";
import { resume as resumeDeployments } from "./deployments/codedeploy/codedeploy";
import { ruleServices } from "./deployments/balancing/rules-api";
import { deploymentServices } from "./deployments/codedeploy/api";
import { ecsServices } from "./deployments/services/api";
import { OneOffTasks } from "./deployments/tasks/one-off";
import { scalingServices } from "./deployments/services/scaling-api";
import { resumeServices } from "./deployments/services/deployments";
import { ServiceScaling } from "./deployments/services/scaling";
import { ServiceScheduler } from "./deployments/services/scheduler";
import { endpointServices } from "./endpoints/api";
import { Endpoints } from "./endpoints/endpoints";
import { Bus } from "./events/bus";
import { eventServices } from "./events/put-events";
import { beginFleets, fleetServices } from "./fleets";
import { functionServices } from "./functions/invoke";
import { raiseHost } from "./hosts/raise";
import { Builds } from "./jobs/builds";
import { buildServices } from "./jobs/builds-api";
import { Sns, topicServices } from "./notifications/sns";
import { trainingServices } from "./sagemaker/api";
import { beginTraining } from "./sagemaker/run";
import { imageServices } from "./services/ecr";
import { publicImageServices } from "./services/ecr-public";
import { executionServices } from "./services/executions-api";
import { connectionServices } from "./services/connected-repositories";
import { logServices } from "./services/logs";
import { objectServices } from "./services/objects";
import { queueServices } from "./services/queues";
import { repositoryServices } from "./services/repositories";
import { secretServices } from "./services/secrets";
import { webIdentityServices } from "./workflows/identity";

export const services: ReadonlyMap<string, Service> = new Map([
    ...alarmServices,
    ...buildServices,
    ...deploymentServices,
    ...ecsServices,
    ...endpointServices,
    ...eventServices,
    ...executionServices,
    ...fleetServices,
    ...functionServices,
    ...connectionServices,
    ...imageServices,
    ...publicImageServices,
    ...logServices,
    ...objectServices,
    ...queueServices,
    ...repositoryServices,
    ...ruleServices,
    ...scalingServices,
    ...secretServices,
    ...stackServices,
    ...topicServices,
    ...trainingServices,
    ...webIdentityServices,
]);

/** Starts what goes on by itself, and what an earlier process left half done. */
export async function beginServices(account: LocalAccount, engine: EngineName): Promise<void> {
    const containers = await containersFor(account, engine);
    account.part(OneOffTasks).begin(containers);
    await account.part(ServiceScheduler).begin(containers);
    account.part(ServiceScaling).begin();
    await beginFleets(account, raiseHost);
    stackAlarms(account);
    account.part(Endpoints).begin();
    resumeStacks(account);
    account.part(Builds).resume();
    beginTraining(account);
    resumeDeployments(account);
    resumeServices(account);
    account.work(account.part(Bus).idle());
    account.work(account.part(Sns).idle());
}
