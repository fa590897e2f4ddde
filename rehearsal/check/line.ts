// The lines of a plan, as far as they can be held against the source of an application.
import { isLine } from "../../plan/lines";
import { isRecord, type Plan, type PlannedResource } from "../../plan/plans";

export interface CheckedLine {
    readonly plan: Plan;
    readonly name: string;
    readonly build?: Build;
    readonly deploy: Deploy;
}

/** What the settings say of the build; each kind of build knows some of it. */
interface Build {
    readonly kind: string;
    readonly context?: string;
    readonly dockerfile?: string;
    readonly testStage?: string;
    readonly buildspec?: string;
}

interface Deploy {
    readonly port?: number;
    readonly healthPath?: string;
    readonly environment?: Readonly<Record<string, string>>;
}

/** Components tell their settings; a line is one that deploys something. */
export function linesOf(plan: Plan): readonly CheckedLine[] {
    return plan.resources.flatMap((resource) => {
        const settings = settingsOf(resource);
        return settings === undefined ? [] : [{ plan, name: resource.name, ...settings }];
    });
}

function settingsOf(resource: PlannedResource): Pick<CheckedLine, "build" | "deploy"> | undefined {
    const { settings } = resource.inputs;
    if (!isLine(resource) || !isRecord(settings) || !isRecord(settings["deploy"])) return undefined;
    return settings as unknown as Pick<CheckedLine, "build" | "deploy">;
}
