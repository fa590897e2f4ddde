// What a job begins with: its repository's files, the languages it asks for, and a cache that is empty.
import { posix } from "node:path";

import { readZip } from "../../jobs/zip";
import { fullName } from "../job-facts";
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

/** https://github.com/actions/setup-node */
export const setupNode: StandIn = {
    name: "actions/setup-node",
    fidelity: {
        stoodIn: "node: this machine's own, in whatever version it has; caches are empty",
        notRehearsed: "registries of packages other than npm's",
        source: "https://github.com/actions/setup-node#usage",
    },
    inputs: {
        "node-version": "",
        "node-version-file": "",
        "check-latest": "false",
        cache: "",
        "cache-dependency-path": "",
        "package-manager-cache": "true",
        "always-auth": "false",
        token: "",
    },
    refused: {
        architecture: { unless: ["x64"], says: "the machine's own is used" },
        "registry-url": { says: "write it into .npmrc" },
        scope: { says: "write it into .npmrc" },
        mirror: { says: "this machine's node is used" },
    },
    async run({ inputs, say, output }) {
        const wanted = inputs["node-version"] || inputs["node-version-file"] || "any";
        say(`Node.js ${wanted}: stood in for with this machine's ${process.version}`);
        output("node-version", process.version);
        output("cache-hit", "false");
    },
};

/** https://github.com/actions/setup-python */
export const setupPython: StandIn = {
    name: "actions/setup-python",
    fidelity: {
        stoodIn:
            "python: this machine's own, in whatever version it has, in an environment of the job's; caches are empty",
        notRehearsed: "PyPy, free-threaded builds, other architectures",
        source: "https://github.com/actions/setup-python/blob/main/docs/advanced-usage.md",
    },
    inputs: {
        "python-version": "",
        "python-version-file": "",
        "check-latest": "false",
        "update-environment": "true",
        "allow-prereleases": "false",
        cache: "",
        "cache-dependency-path": "",
        "pip-version": "",
        token: "",
    },
    refused: {
        architecture: { unless: ["x64"], says: "the machine's own is used" },
        freethreaded: { unless: ["false"], says: "the machine's own is used" },
        "pip-install": { says: "write `pip install` into a step" },
    },
    async run({ inputs, say, output }) {
        const wanted = inputs["python-version"] || inputs["python-version-file"] || "any";
        say(`Python ${wanted}: stood in for with this machine's`);
        output("python-version", wanted);
        output("cache-hit", "false");
    },
};

/** https://github.com/actions/cache */
export const cache: StandIn = {
    name: "actions/cache",
    fidelity: {
        stoodIn: "every cache is empty, and nothing is saved: each job does what it would do the first time",
        source: "https://github.com/actions/cache#inputs",
    },
    inputs: {
        path: "",
        key: "",
        "restore-keys": "",
        "lookup-only": "false",
        "fail-on-cache-miss": "false",
        "save-always": "false",
        "upload-chunk-size": "",
        enablecrossosarchive: "false",
    },
    required: ["path", "key"],
    async run({ inputs, say }) {
        const key = inputs["key"] ?? "";
        if (inputs["fail-on-cache-miss"] === "true")
            throw new StepFailed(
                `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`,
            );
        // Without a hit there is no output `cache-hit`.
        say(`Cache not found for input keys: ${key}`);
    },
};
