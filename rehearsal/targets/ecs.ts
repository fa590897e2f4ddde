// Services on ECS: tasks behind a load balancer, which ECS itself or CodeDeploy replaces.
import { movedBy } from "../../iam/calls/ecs-deployments";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { deploymentDocumentsAgree } from "../check/document-rules";
import { processIsSound } from "../check/image-rules";
import { healthIsAskedByPath, healthPathIsNamed, portsAgree } from "../check/serving-rules";
import { Ecs } from "../deployments/services/services";
import { ecsPlatform } from "../deployments/codedeploy/ecs-platform";
import { ecsGroupOf } from "../deployments/codedeploy/ecs-group";
import { groupOf } from "../deployments/codedeploy/group";
import { Traffic } from "../deployments/balancing/traffic";
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
    const [ecs, traffic] = [account.part(Ecs), account.part(Traffic)];
    return [...byCodeDeploy(account), ...byThemselves(account)].flatMap(({ service, listener }) => {
        const serves = ecs.setsOf(service).some((set) => ecs.tasksOf(set.arn).some(({ healthy }) => healthy));
        const url = traffic.urlOf(listener);
        return serves && url !== undefined ? [url] : [];
    });
}

interface Reached {
    /** ARN. */
    readonly service: string;
    /** Or the rule of one. */
    readonly listener: string;
}

function byCodeDeploy(account: LocalAccount): readonly Reached[] {
    const groups = account.created(TYPE.deploymentGroup).filter(({ resource }) => ecsPlatform.takes(resource));
    return groups.map(({ resource }) =>
        ecsGroupOf(account, groupOf(account, text(resource, "appName"), text(resource, "deploymentGroupName"))),
    );
}

function byThemselves(account: LocalAccount): readonly Reached[] {
    return account.created(TYPE.service).flatMap(({ resource }) => {
        const [rule] = movedBy(resource).rules;
        return rule === undefined ? [] : [{ service: text(resource, "arn"), listener: rule }];
    });
}
