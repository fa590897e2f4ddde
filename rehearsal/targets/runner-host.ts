// Lines on a host that takes releases by itself: what Verify's own question is answered says what runs.
import { Plans } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { processIsSound } from "../check/image-rules";
import { healthPathIsNamed } from "../check/serving-rules";
import { Routing } from "../deployments/balancing/routing";
import { Traffic } from "../deployments/balancing/traffic";
import { changeDockerfile } from "../faults/source";
import { Commands } from "../fleets/run-command";
import { Instances, isLiving } from "../fleets/instances";
import { portsAgreeInside } from "./ec2/rules";
import { HostHistory } from "./runner-host/history";
import { hostsOf } from "./runner-host/places";
import type { RehearsedTarget } from "./types";

export const runnerHost: RehearsedTarget = {
    follow: (plans) => new HostHistory(plans),
    visited: urlsOfHosts,
    breakages: {
        unhealthy: (folder, plans) => {
            if (hostsOf(new Plans(plans)).length === 0) return undefined;
            changeDockerfile(folder, (text) => `${text}\nENTRYPOINT ["sh", "-c", "sleep 100000"]\n`);
            return "the Dockerfile starts a program that never answers";
        },
    },
    rules: [portsAgreeInside, processIsSound, healthPathIsNamed],
};

/** Users know an address once a release has come to it. */
function urlsOfHosts(account: LocalAccount): readonly string[] {
    const [routing, traffic, commands] = [account.part(Routing), account.part(Traffic), account.part(Commands)];
    const places = hostsOf(account.plans);
    return account
        .part(Instances)
        .all.filter((instance) => isLiving(instance) && places.some(({ runs }) => runs.urn === instance.of))
        .filter(({ id }) =>
            commands.endedOn(id).some(({ status, plugin }) => plugin === "ship" && status === "Success"),
        )
        .flatMap(({ id }) => routing.listening.filter((listener) => listener.includes(`/${id}:`)))
        .flatMap((listener) => traffic.urlOf(listener) ?? []);
}
