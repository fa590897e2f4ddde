// What the rules about an application know of a line's settings; each kind of build and target knows some of it.
import { settingsOf, type LineSettings } from "../../plan/lines";
import type { Plan } from "../../plan/plans";

export interface CheckedLine extends LineSettings {
    readonly build?: Build;
    readonly deploy: Deploy;
}

interface Build extends NonNullable<LineSettings["build"]> {
    readonly context?: string;
    readonly dockerfile?: string;
    readonly testStage?: string;
    readonly buildspec?: string;
}

interface Deploy extends NonNullable<LineSettings["deploy"]> {
    readonly port?: number;
    readonly healthPath?: string;
    readonly environment?: Readonly<Record<string, string>>;
}

export function linesOf(plan: Plan): readonly CheckedLine[] {
    return settingsOf(plan);
}
