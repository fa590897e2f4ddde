import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How docker is logged in on a machine: a script in logins, and what it reads. No secret, for people read it. */
export interface Login {
    readonly by: string;
    readonly env: Readonly<Record<string, string>>;
}

/** The script's text. */
export function loginOf(by: string): string {
    return readFileSync(join(__dirname, "logins", `${by}.sh`), "utf8");
}
