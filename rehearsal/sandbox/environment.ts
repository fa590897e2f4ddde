// The environment of whatever the rehearsal starts, made from nothing: what the host knows about accounts stays there.
import { delimiter } from "node:path";

export interface Surroundings {
    readonly home: string;
    readonly tmp: string;
    /** Folders that come before the host's. */
    readonly path?: readonly string[];
    /** Where requests to AWS end that know the usual variable; see endpoint.ts. */
    readonly endpoint?: string;
}

/** Plainly no keys: whoever reaches AWS past everything else is turned away there. */
export const NO_KEYS = {
    AWS_ACCESS_KEY_ID: "AKIAREHEARSAL0000000",
    AWS_SECRET_ACCESS_KEY: "rehearsed-and-valid-nowhere",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
};
/** The port "discard", on which nobody answers. */
const NOWHERE = "http://127.0.0.1:9";

export function environmentOf({ home, tmp, path = [], endpoint = NOWHERE }: Surroundings): Record<string, string> {
    return {
        HOME: home,
        TMPDIR: tmp,
        PATH: [...path, hostsPath()].join(delimiter),
        LANG: "C.UTF-8",
        ...NO_KEYS,
        AWS_ENDPOINT_URL: endpoint,
    };
}

/** Not from node_modules: npm adds its folders there, and the package of a name is seldom the program of that name. */
export function hostsPath(): string {
    return (process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin")
        .split(delimiter)
        .filter((folder) => folder !== "" && !folder.includes("node_modules"))
        .join(delimiter);
}
