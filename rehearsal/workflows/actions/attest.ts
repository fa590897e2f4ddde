import { type StandIn, StepFailed } from "./types";

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
