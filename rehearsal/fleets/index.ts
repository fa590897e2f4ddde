// Virtual machines: what begins them, and what of AWS answers for them.
import type { LocalAccount } from "../account/local-account";
import type { Service } from "../account/gateway";
import { Alarms } from "../deployments/alarms/alarm";
import { Deployments } from "../deployments/codedeploy/codedeploy";
import type { RaiseHost } from "../hosts/host";
import { AutoScaling } from "./auto-scaling";
import { FollowOn, launchHook } from "./codedeploy/follow-on";
import { serverPlatform } from "./codedeploy/platform";
import { restorer } from "./codedeploy/restore";
import { targetServices } from "./codedeploy/targets-api";
import { Fleet } from "./fleet";
import { instanceServices } from "./instances-api";
import { FleetMetrics } from "./metrics";
import { runCommandServices } from "./run-command-api";

export const fleetServices: ReadonlyMap<string, Service> = new Map([
    ...instanceServices,
    ...runCommandServices,
    ...targetServices,
]);

/** Before deployments go on: they need what ran there. */
export async function beginFleets(account: LocalAccount, raise: RaiseHost): Promise<void> {
    account.part(Deployments).add(serverPlatform);
    account.part(Alarms).add(account.part(FleetMetrics));
    const [fleet, scaling] = [account.part(Fleet), account.part(AutoScaling)];
    fleet.add(restorer(account));
    scaling.add(launchHook(account));
    await fleet.begin(raise);
    scaling.begin();
    account.part(FollowOn).begin();
}
