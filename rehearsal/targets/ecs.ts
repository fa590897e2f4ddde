// Services on ECS: tasks behind a load balancer, which CodeDeploy replaces.
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { deploymentDocumentsAgree } from "../check/document-rules";
import { processIsSound } from "../check/image-rules";
import { healthIsAskedByPath, healthPathIsNamed, portsAgree } from "../check/serving-rules";
import { Ecs } from "../deployments/ecs";
import { ecsPlatform } from "../deployments/ecs-platform";
import { ecsGroupOf } from "../deployments/ecs-group";
import { groupOf } from "../deployments/group";
import { Traffic } from "../deployments/traffic";
import { breakages } from "./ecs/breakages";
import { EcsHistory } from "./ecs/history";
import type { RehearsedTarget } from "./types";

export const ecs: RehearsedTarget = {
    follow: (plans, story) => new EcsHistory(plans, story),
    visited: urlsOfServices,
    breakages,
    rules: [portsAgree, processIsSound, healthPathIsNamed, healthIsAskedByPath],
    checkPlan: deploymentDocumentsAgree,
};

/** Users know an address once it has answered: what a service answers until its first task is healthy is not counted. */
function urlsOfServices(account: LocalAccount): readonly string[] {
    const [service, traffic] = [account.part(Ecs), account.part(Traffic)];
    const groups = account.created(TYPE.deploymentGroup).filter(({ resource }) => ecsPlatform.takes(resource));
    return groups.flatMap(({ resource }) => {
        const named = groupOf(account, text(resource, "appName"), text(resource, "deploymentGroupName"));
        const group = ecsGroupOf(account, named);
        const serves = service
            .setsOf(group.service)
            .some((set) => service.tasksOf(set.arn).some(({ healthy }) => healthy));
        const url = traffic.urlOf(group.listener);
        return serves && url !== undefined ? [url] : [];
    });
}
