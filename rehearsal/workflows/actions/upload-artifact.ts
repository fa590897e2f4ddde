import { posix } from "node:path";

import { writeZip } from "../../jobs/zip";
import { globbed } from "../globs";
import { type StandIn, StepFailed } from "./types";

/** https://github.com/actions/upload-artifact */
export const uploadArtifact: StandIn = {
    name: "actions/upload-artifact",
    fidelity: {
        executed: "the files that its patterns name, from the folder on that all of them lie below",
        stoodIn: "where they lie: with the run, as long as the rehearsal",
        source: "https://github.com/actions/upload-artifact#inputs",
    },
    inputs: {
        name: "artifact",
        path: "",
        "if-no-files-found": "warn",
        "retention-days": "",
        "compression-level": "6",
        overwrite: "false",
        "include-hidden-files": "false",
    },
    required: ["path"],
    async run({ inputs, files, artifacts, say, output }) {
        const { name = "", path = "" } = inputs;
        const found = await globbed(path, files, inputs["include-hidden-files"] === "true");
        if (found.files.length === 0) {
            const says = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
            if (inputs["if-no-files-found"] === "error") throw new StepFailed(says);
            return say(inputs["if-no-files-found"] === "ignore" ? says : `##[warning]${says}`);
        }
        if (artifacts.has(name) && inputs["overwrite"] !== "true")
            throw new StepFailed(
                "Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists on the workflow run",
            );
        const taken = await files.take(
            found.files.map((file) => ({ name: posix.relative(found.root, file), path: file })),
        );
        const digest = artifacts.put(name, writeZip(taken));
        say(`Artifact ${name}: ${found.files.length} files`);
        output("artifact-id", String(artifacts.names.length));
        output("artifact-digest", digest.replace("sha256:", ""));
    },
};
