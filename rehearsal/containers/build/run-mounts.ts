// What `RUN --mount` lends to a command. Files of the context or of another stage lie in a layer under it that the image does
// not keep, and a secret is mounted, so that it is in no layer at all; one that nobody gives to the build is not there, as Docker has it.
// https://docs.docker.com/reference/dockerfile/#run---mount
import type { SecretFile } from "../engine";
import type { UserIds } from "../images/users";
import { expand, type Step } from "./dockerfile";
import type { StageSoFar } from "./stage";

export interface Bind {
    /** A stage; the context, where none is named. */
    readonly from?: string;
    readonly source: string;
    readonly target: string;
}

function optionsOf(mount: string): ReadonlyMap<string, string> {
    return new Map(mount.split(",").map((option) => [option.replace(/=.*/, ""), option.replace(/^[^=]*=?/, "")]));
}

/** Read-only, as it is unless somebody asks for more; nothing where it is no such mount. */
export function bindIn(mount: string): Bind | undefined {
    const options = optionsOf(mount);
    const target = options.get("target") ?? options.get("dst") ?? options.get("destination");
    const writes = ["rw", "readwrite"].some((name) => options.has(name) && options.get(name) !== "false");
    if ((options.get("type") ?? "bind") !== "bind" || target === undefined || writes) return undefined;
    return { from: options.get("from"), source: options.get("source") ?? options.get("src") ?? ".", target };
}

export function bindsOf({ flags }: Step): readonly Bind[] {
    return flags.flatMap(({ name, value }) => (name === "mount" ? (bindIn(value) ?? []) : []));
}

/** A secret that a command asks for, by its id. */
export interface Secret {
    readonly id: string;
    readonly required: boolean;
    /** Where its file is; none where a variable alone is asked for. */
    readonly target?: string;
    /** The variable that holds it. */
    readonly env?: string;
    readonly mode: number;
    readonly owner: UserIds;
}

export function secretIn(mount: string): Secret | undefined {
    const options = optionsOf(mount);
    if (options.get("type") !== "secret") return undefined;
    const named = options.get("target") ?? options.get("dst") ?? options.get("destination");
    const env = options.get("env");
    const id = options.get("id") ?? named?.split("/").at(-1) ?? env ?? "";
    const required = options.get("required");
    return {
        id,
        required: required !== undefined && required !== "false",
        target: named ?? (env === undefined ? `/run/secrets/${id}` : undefined),
        env,
        mode: parseInt(options.get("mode") ?? "0400", 8),
        owner: { uid: Number(options.get("uid") ?? 0), gid: Number(options.get("gid") ?? 0) },
    };
}

export function secretsOf({ flags }: Step): readonly Secret[] {
    return flags.flatMap(({ name, value }) => (name === "mount" ? (secretIn(value) ?? []) : []));
}

/** What of a build's secrets a step is given. What they hold is no part of what its layer is known by, as Docker has it. */
export function secretsGiven(
    step: Step,
    stage: Pick<StageSoFar, "resolve" | "variables">,
    known: Readonly<Record<string, Buffer>> = {},
): { readonly secrets: readonly SecretFile[]; readonly env: Readonly<Record<string, string>> } {
    const [secrets, env]: [SecretFile[], Record<string, string>] = [[], {}];
    for (const { id, required, target, env: variable, mode, owner } of secretsOf(step)) {
        const content = known[id];
        if (!content && required) throw new Error(`secret ${id}: not found`);
        if (!content) continue;
        if (variable !== undefined) env[variable] = content.toString("utf8");
        if (target !== undefined)
            secrets.push({ at: stage.resolve(expand(target, stage.variables)), content, mode, owner });
    }
    return { secrets, env };
}
