// Every way in which CodeDeploy brings a release: 2,000 real requests from another process each, success and rollback, 12,000
// for the default, and none of them lost.
import type { JsonObject } from "../../plan/document";
import { AT_ONCE } from "./under-load";
import { DEFAULT, type Kind, losesNone, REQUESTS } from "./under-rollouts";

const byCodeDeploy = (says: string, deploymentConfigName: string, group: JsonObject = {}): Kind => ({
    says: `${says} by CodeDeploy`,
    options: { changes: { group: { deploymentConfigName, ...group } } },
    deploy: async (line, image) => (await line.ended(await line.deploy(image))) as JsonObject,
    well: { status: "Succeeded" },
    back: { status: "Stopped", rolledBack: true },
    requests: REQUESTS,
});

const ALL_AT_ONCE = "CodeDeployDefault.ECSAllAtOnce";
const KINDS: readonly Kind[] = [
    {
        ...byCodeDeploy("blue/green", ALL_AT_ONCE),
        good: byCodeDeploy("", ALL_AT_ONCE, AT_ONCE).options,
        requests: DEFAULT,
    },
    byCodeDeploy("canary", "CodeDeployDefault.ECSCanary10Percent5Minutes"),
    byCodeDeploy("linear", "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"),
];

describe("requests while CodeDeploy's releases come and go back, 200 a second from another process", () => {
    for (const kind of KINDS) losesNone(kind);
});
