// Lines on virtual machines: releases that CodeDeploy brings to instances in place.
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { processIsSound } from "../check/image-rules";
import { healthPathIsNamed } from "../check/serving-rules";
import { Deployments } from "../deployments/codedeploy/codedeploy";
import { Routing } from "../deployments/balancing/routing";
import { Traffic } from "../deployments/balancing/traffic";
import { appSpecIsWhole, portsAgreeInside } from "./ec2/rules";
import { breakages } from "./ec2/breakages";
import { MachineHistory } from "./ec2/history";
import { placesOf } from "./ec2/places";
import type { RehearsedTarget } from "./types";

export const ec2: RehearsedTarget = {
    follow: (plans) => new MachineHistory(plans),
    visited: urlsOfMachines,
    breakages,
    rules: [portsAgreeInside, processIsSound, healthPathIsNamed],
    checkFolder: appSpecIsWhole,
};

/** Users know an address once a release was brought to it. */
function urlsOfMachines(account: LocalAccount): readonly string[] {
    const [routing, traffic] = [account.part(Routing), account.part(Traffic)];
    const all = account.part(Deployments).all.filter(({ status }) => status === "Succeeded");
    const groups = account.created(TYPE.deploymentGroup).map(({ resource }) => resource);
    return placesOf(account.plans)
        .filter(({ group }) => {
            const resource = groups.find(({ urn }) => urn === group?.urn);
            const isOurs = (application: string, name: string) =>
                resource && text(resource, "appName") === application && text(resource, "deploymentGroupName") === name;
            return all.some(({ application, group: name }) => isOurs(application, name));
        })
        .flatMap((place) => routing.listening.filter((listener) => place.answersAt(listener)))
        .flatMap((listener) => traffic.urlOf(listener) ?? []);
}
