// The cluster that a call of ECS names. Whose permissions end at one cluster is refused before by IAM; whoever may look at
// any hears that there is none.
import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../account/local-account";
import { type Call, Refused, type Service } from "../../account/gateway";

/** As AWS's reference has it for each of these. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html#API_DescribeServices_Errors */
export const inCluster =
    (service: Service): Service =>
    (call, account) => {
        if (!clustersOf(account).has(clusterOf(call)))
            throw new Refused("ClusterNotFoundException", "Cluster not found.");
        return service(call, account);
    };

/** Those that `up` makes, and those of others that it puts services into. */
function clustersOf(account: LocalAccount): ReadonlySet<string> {
    const made = account.created(TYPE.cluster).map(({ resource }) => text(resource, "name"));
    const used = account.created(TYPE.service).map(({ resource }) => nameOf(text(resource, "arn")));
    return new Set([...made, ...used]);
}

/** Whoever names none means the one called default. */
function clusterOf({ on, input }: Call): string {
    const { cluster } = (input ?? {}) as JsonObject;
    if (typeof cluster === "string") return cluster.replace(/^.*:cluster\//, "");
    return /:(service|task)\//.test(on) ? nameOf(on) : "default";
}

/** Of a service or task. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids */
const nameOf = (arn: string): string => arn.split("/").at(-2) ?? "default";
