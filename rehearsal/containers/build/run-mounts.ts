// What `RUN --mount` lends to a command. Files of the context or of another stage lie in a layer under it that the image does
// not keep; a secret that nobody gives to the build is not there, as Docker has it.
// https://docs.docker.com/reference/dockerfile/#run---mount
import type { Step } from "./dockerfile";

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

/** A secret by its id; a build here is given none. */
export function secretIn(mount: string): { readonly id: string; readonly required: boolean } | undefined {
    const options = optionsOf(mount);
    if (options.get("type") !== "secret") return undefined;
    const target = options.get("target") ?? options.get("dst") ?? "";
    const required = options.get("required");
    return {
        id: options.get("id") ?? target.split("/").at(-1) ?? "",
        required: required !== undefined && required !== "false",
    };
}
