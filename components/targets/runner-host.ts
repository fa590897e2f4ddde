import * as pulumi from "@pulumi/pulumi";

import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../kind";
import { makeSecurityGroup } from "./machines/security-group";
import { RunnerHost } from "./runner-host/host";
import { renderBlueprint } from "./runner-host/documents/blueprint";
import { seesHost } from "./runner-host/people";
import { rules } from "./runner-host/rules";
import { decide, settings } from "./runner-host/settings";
import { hostPrepare, hostRollOut, hostVerify } from "./runner-host/steps";

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;

/** One machine on which docker runs what is released, the new beside the old; it may be a runner of GitHub Actions as well. */
export const runnerHost: TargetKind<"runner-host", typeof settings, ImageStore> = {
    kind: "runner-host",
    carries: () => image,
    settings,
    rules,
    secretNames: [["runner", "app", "privateKeySecret"]],
    make(line, given, { store }, context, opts) {
        const decided = decide(given);
        const { port, reachableFrom, runner } = decided;
        const { registry } = store;
        const securityGroup = makeSecurityGroup(line, { network: context.network, port, from: reachableFrom }, opts);
        const { login, env, allow } = registry.pullsOnHost;
        const host = new RunnerHost(line, { settings: decided, securityGroup, pulls: allow, login }, context, opts);
        const shipped = { line, host, context };
        return {
            platform: PLATFORMS[decided.architecture],
            prepare: hostPrepare,
            rollOut: [hostRollOut(shipped)],
            verify: hostVerify(shipped),
            blueprint: pulumi.all(env).apply((said) =>
                renderBlueprint({
                    ...{ line, environment: context.environment, settings: decided },
                    login: { by: login, env: said },
                }),
            ),
            before: [host],
            people: { see: seesHost(line, runner !== undefined, context) },
            outputs: { hostRoleName: host.roleName, applicationRoleName: host.applicationRoleName },
        };
    },
};
