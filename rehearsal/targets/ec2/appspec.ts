// What an AppSpec of a revision for machines says.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html
import { below, isRecord, records } from "../../../plan/plans";
import { readYaml } from "../../../text/yaml";

export interface AppSpec {
    readonly version: unknown;
    readonly os: unknown;
    /** Sources that are copied. */
    readonly sources: readonly string[];
    readonly hooks: Readonly<Record<string, readonly Script[]>>;
}

export interface Script {
    readonly location: string;
    /** As it is written. */
    readonly timeout?: unknown;
}

/** Throws `UnreadableYaml`. */
export function readAppSpec(text: string): AppSpec {
    const { value } = readYaml(text);
    const written = isRecord(value) ? value : {};
    const hooks = Object.entries(below(written, "hooks")).map(([event, scripts]) => [
        event,
        records(scripts).map(({ location, timeout }) => ({
            location: String(location ?? ""),
            ...(timeout === undefined || timeout === null ? {} : { timeout }),
        })),
    ]);
    return {
        version: written["version"],
        os: written["os"],
        sources: records(written["files"]).map(({ source }) => String(source ?? "")),
        hooks: Object.fromEntries(hooks) as AppSpec["hooks"],
    };
}
