// One call of a stand-in: what it knows is in state.json of its test's folder, and what it took is written beside it.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What the stand-ins know, as the call that is answered now finds it; only `save` keeps a change. */
export let state;
let folder;
let workingFolder;

export function begin(call) {
    ({ folder, workingFolder } = call);
    state = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
}

export const save = () => writeFileSync(join(folder, "state.json"), JSON.stringify(state));
export const note = (log, line) => appendFileSync(join(folder, log), `${line}\n`);

/** A file as the caller names it. */
export const fileOf = (path) => resolve(workingFolder, path);

/** Ends a call with words on stderr. */
export class Refused extends Error {
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}
