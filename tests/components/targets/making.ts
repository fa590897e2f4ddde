import { renderPolicy } from "../../../components/documents/policy";
import type { Retention } from "../../../components/context";
import type { NetworkArgs } from "../../../components/shared/network";
import { ecs } from "../../../components/targets/ecs";
import { record, type Recording } from "../../support/recorder";
import { makeContext, makeRegistry } from "../surroundings";

export interface Making {
    readonly retention?: Retention;
    readonly network?: NetworkArgs;
    readonly promotionBuses?: readonly string[];
}

/** The target as a line would make it; its steps, blueprint and outputs become outputs of the recording. */
export async function makeEcs(settings: object, { promotionBuses = [], ...making }: Making = {}): Promise<Recording> {
    return record(() => {
        const from = { registry: makeRegistry(making.retention), promotionBuses };
        const { platform, prepare, rollOut, verify, blueprint, before, outputs } = ecs.make(
            "web",
            ecs.settings.parse(settings),
            from,
            makeContext(making),
            {},
        );
        const steps = [prepare, ...rollOut, verify].map(({ allow, ...step }) => [
            step.name,
            { ...step, allow: renderPolicy(allow) },
        ]);
        return {
            platform,
            steps: Object.fromEntries(steps) as Record<string, unknown>,
            blueprint,
            before: before.map(({ urn }) => urn),
            outputs,
        };
    });
}

/** One step of the target. */
export function step(recording: Recording, name: string): Record<string, unknown> {
    const steps = recording.outputs["steps"] as Record<string, Record<string, unknown>>;
    const found = steps[name];
    if (!found) throw new Error(`the target has no step ${name}`);
    return found;
}
