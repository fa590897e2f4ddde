// What a job leaves for others: files by name, and what is attested of them.
import { posix } from "node:path";

import { matchesParts, partsOf } from "../../containers/glob.cjs";
import { readZip, writeZip } from "../../jobs/zip";
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

/** https://github.com/actions/attest */
export const attest: StandIn = {
    name: "actions/attest",
    fidelity: {
        executed:
            "what it asks of the job: `id-token: write` and `attestations: write`, a subject by its digest, the list as a file",
        stoodIn: "the signature: nothing is signed, and nothing kept",
        notRehearsed:
            "subjects by path or checksums, predicates of one's own, pushing to a registry; whether GitHub's plan has it",
        source: "https://github.com/actions/attest#usage",
    },
    inputs: {
        "subject-name": "",
        "subject-digest": "",
        "sbom-path": "",
        "show-summary": "true",
        "github-token": "",
        "push-to-registry": "false",
    },
    refused: {
        "subject-path": { says: "name the subject by its digest" },
        "subject-checksums": { says: "name the subject by its digest" },
        "subject-version": { says: "name the subject by its digest" },
        "predicate-type": { says: "where it comes from and what it holds alone are signed here" },
        predicate: { says: "where it comes from and what it holds alone are signed here" },
        "predicate-path": { says: "where it comes from and what it holds alone are signed here" },
        "create-storage-record": { says: "nothing is pushed to a registry" },
    },
    required: ["subject-name", "subject-digest"],
    async run({ inputs, facts, files, say, output }) {
        for (const name of ["id-token", "attestations"])
            if (facts.permissions.get(name) !== "write")
                throw new StepFailed(
                    `missing "${name}" permission. Please add "permissions: ${name}: write" to your workflow.`,
                );
        const { "subject-name": name = "", "subject-digest": digest = "", "sbom-path": list = "" } = inputs;
        if (!/^sha256:[0-9a-f]{64}$/.test(digest))
            throw new StepFailed('subject-digest must be in the format "sha256:<hex-digest>"');
        if (list !== "") JSON.parse((await files.read(list)).toString("utf8"));
        say(`${list === "" ? "Where it comes from" : "What it holds"}: ${name}@${digest}; nothing is signed here`);
        output("attestation-id", "1");
    },
};
