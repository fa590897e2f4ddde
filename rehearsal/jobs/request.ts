import { arnIn } from "../../plan/arn";
import { everyAction, type ActionAt } from "../../plan/pipelines";
import { records, text, type Planned, type Plans } from "../../plan/plans";
import type { Digest } from "../engine/journal";

/** What a build is started with. It is a fact, so that a build which a crash cut short can begin again. */
export interface BuildRequest {
    /** Who started it, as CODEBUILD_INITIATOR says it. */
    readonly initiator: string;
    /** `<execution>/<stage>/<action>`, and its pipeline. */
    readonly action?: string;
    readonly pipeline?: string;
    /** Zips, by the artifact's name. */
    readonly inputs: Readonly<Record<string, Digest>>;
    readonly primary?: string;
    readonly outputs: readonly string[];
    readonly variables: readonly BuildVariable[];
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html */
export interface BuildVariable {
    readonly name: string;
    readonly value: string;
    readonly type: string;
}

export function variablesIn(value: unknown): readonly BuildVariable[] {
    return records(value).map(({ name, value: held, type }) => ({
        name: String(name),
        value: String(held),
        type: typeof type === "string" ? type : "PLAINTEXT",
    }));
}

/** What everything in a build knows of it. */
export interface Build {
    /** `<project>:<uuid>` */
    readonly id: string;
    readonly number: number;
    readonly project: Planned;
    readonly request: BuildRequest;
    readonly startedAt: number;
}

/** How a build ended, in AWS's words. */
export interface BuildEnd {
    readonly status: "SUCCEEDED" | "FAILED" | "STOPPED" | "TIMED_OUT";
    readonly why?: string;
    /** What the buildspec exports. */
    readonly variables: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, Digest>>;
}

export function buildArn({ id, project: { plan } }: Build): string {
    return arnIn(plan, "codebuild", `build/${id}`);
}

export function actionOf(plans: Plans, { action, pipeline }: BuildRequest): ActionAt | undefined {
    const [, stage, name] = action?.split("/") ?? [];
    return everyAction(plans).find(
        (at) => text(at.pipeline, "arn") === pipeline && at.stage === stage && at.action.name === name,
    );
}
