import { posix } from "node:path";

import { readZip } from "../../jobs/zip";
import { fullName } from "../repository";
import { refOf } from "../triggers";
import { type StandIn, StepFailed } from "./types";

/** https://github.com/actions/checkout */
export const checkout: StandIn = {
    name: "actions/checkout",
    fidelity: {
        executed: "the files of the commit that started the run",
        evaluated: "`contents: read`, without which a private repository is not found",
        stoodIn: "the clone: files without a `.git`",
        notRehearsed: "other repositories and refs, submodules, LFS, sparse checkouts",
        source: "https://github.com/actions/checkout#usage",
    },
    inputs: {
        path: "",
        "fetch-depth": "1",
        "fetch-tags": "false",
        "persist-credentials": "true",
        clean: "true",
        "show-progress": "true",
    },
    refused: {
        repository: { says: "the repository of the workflow alone is there" },
        ref: { says: "the commit that started the run alone is there" },
        submodules: { unless: ["false"], says: "put its files into the repository" },
        lfs: { unless: ["false"], says: "put its files into the repository" },
        "sparse-checkout": { says: "all files are there" },
        token: { says: "the job's own token is used" },
        "ssh-key": { says: "the job's own token is used" },
        filter: { says: "all files are there" },
    },
    async run({ inputs, facts, files, folders, say, output }) {
        const { repository, permissions, trigger } = facts;
        const mayRead = ["read", "write"].includes(permissions.get("contents") ?? "none");
        if (!mayRead && repository.visibility !== "public")
            throw new StepFailed(
                `fatal: repository 'https://github.com/${fullName(repository)}/' not found; the job has no \`contents: read\``,
            );
        const folder = posix.resolve(folders.workspace, inputs["path"] ?? "");
        if (folder !== folders.workspace && !folder.startsWith(`${folders.workspace}/`))
            throw new StepFailed(`Repository path '${folder}' is not under '${folders.workspace}'`);
        await files.put(folder, readZip(repository.archive(trigger.sha)));
        say(`${trigger.sha} of ${refOf(trigger)}: its files, without a .git`);
        output("ref", refOf(trigger));
        output("commit", trigger.sha);
    },
};
