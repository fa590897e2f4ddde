import type { Retention } from "../../../components/environment-ref";
import { renderPolicy } from "../../../components/documents/policy";
import type { NetworkArgs } from "../../../components/shared/network";
import type { SharedBalancerSettings } from "../../../components/shared/shared-balancer";
import { ecs } from "../../../components/targets/ecs";
import { record, type Recording } from "../../support/recorder";
import { makeContext, makeStore } from "../surroundings";

export interface Making {
    readonly retention?: Retention;
    readonly network?: NetworkArgs;
    readonly loadBalancer?: SharedBalancerSettings;
}

const CODE_DEPLOY = { rollout: { kind: "blue-green", engine: "codedeploy" } };

/**
 * The target as a line would make it, by CodeDeploy where no rollout is named; its parts, blueprint and outputs become outputs
 * of the recording.
 */
export async function makeEcs(settings: object, making: Making = {}): Promise<Recording> {
    return record(() => {
        const context = makeContext(making);
        const from = { store: makeStore(context) };
        const target = ecs.make("web", ecs.settings.parse({ ...CODE_DEPLOY, ...settings }), from, context, {});
        const { platform, prepare, rollOut, confirm, verify, blueprint, before, people, outputs } = target;
        return {
            platform,
            prepare: { ...prepare, allow: renderPolicy(prepare.allow) },
            rollOut: rollOut.map((step) => ({ ...step, allow: renderPolicy(step.allow) })),
            ...(confirm ? { then: { ...confirm.then, allow: renderPolicy(confirm.then.allow) } } : {}),
            bypass: renderPolicy(people?.bypass ?? []),
            verify: { ...verify, allow: renderPolicy(verify.allow) },
            blueprint,
            before: before.map(({ urn }) => urn),
            outputs,
        };
    });
}
