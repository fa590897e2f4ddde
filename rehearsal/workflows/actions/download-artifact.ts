import { posix } from "node:path";

import { matchesParts, partsOf } from "../../containers/glob.cjs";
import { readZip } from "../../jobs/zip";
import { type StandIn, StepFailed } from "./types";

const ELSEWHERE = { says: "artifacts of this run alone are there" };

/** https://github.com/actions/download-artifact */
export const downloadArtifact: StandIn = {
    name: "actions/download-artifact",
    fidelity: {
        executed: "what jobs before have uploaded, by name, by pattern, or all of it in a folder each",
        notRehearsed: "artifacts of other runs and repositories",
        source: "https://github.com/actions/download-artifact#inputs",
    },
    inputs: { name: "", path: "", pattern: "", "merge-multiple": "false" },
    refused: { "github-token": ELSEWHERE, repository: ELSEWHERE, "run-id": ELSEWHERE, "artifact-ids": ELSEWHERE },
    async run({ inputs, files, folders, artifacts, say, output }) {
        const { name = "", path = "", pattern = "" } = inputs;
        const folder = posix.resolve(folders.workspace, path.replace(/^~(?=\/|$)/, posix.dirname(folders.temp)));
        const one = name === "" ? undefined : artifacts.get(name);
        if (name !== "" && one === undefined)
            throw new StepFailed(`Unable to download artifact(s): Artifact not found for name: ${name}`);
        const wanted = name !== "" ? [name] : artifacts.names.filter((each) => pattern === "" || fits(each, pattern));
        const apart = name === "" && inputs["merge-multiple"] !== "true";
        for (const each of wanted) {
            const zip = artifacts.get(each);
            if (zip) await files.put(apart ? posix.join(folder, each) : folder, readZip(zip));
        }
        say(`Total of ${wanted.length} artifact(s) downloaded`);
        output("download-path", folder);
    },
};

function fits(name: string, pattern: string): boolean {
    return matchesParts(partsOf(pattern), partsOf(name));
}
