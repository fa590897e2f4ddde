// Stands in for docker: builds an "image" whose manifest is made from the Dockerfile, and pushes or copies it into the
// registry that aws.mjs answers from; writes down the IAM actions which a push and a pull take, on an ARN where the
// registry is another account's.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { fileOf, note, Refused, save, state } from "./call.mjs";

const pulls = ["BatchGetImage", "GetDownloadUrlForLayer"];
const pushes = [
    "BatchCheckLayerAvailability",
    "InitiateLayerUpload",
    "UploadLayerPart",
    "CompleteLayerUpload",
    "PutImage",
    ...pulls,
];

function refuse(message) {
    throw new Refused(1, `ERROR: ${message}\n`);
}

/** Who is logged in to Docker Hub, by whom something may be read or written there; the repository is private. */
function takesOfHub(reference, writes) {
    const { user } = state.hub;
    if (user === undefined) refuse("pull access denied, repository does not exist or may require authorization");
    if (writes && user !== "pusher")
        refuse(`push access denied to ${reference}: insufficient_scope: authorization failed`);
}

/** Everybody may pull there. */
function takesOfPublic(actions) {
    if (actions !== pushes) return;
    if (!state.public?.loggedIn) refuse("denied: no basic auth credentials");
    for (const operation of pushes.slice(0, -pulls.length)) {
        const action = `ecr-public:${operation}`;
        note("calls.log", `${action} on ${state.public.arn}`);
        if (state.deny?.includes(action)) refuse(`denied: not authorized to perform: ${action}`);
    }
}

function takes(actions, reference) {
    if (reference.startsWith("docker.io/")) return takesOfHub(reference, actions === pushes);
    if (reference.startsWith("public.ecr.aws/")) return takesOfPublic(actions);
    const [, host, name] = /^([^/]+)\/([^:@]+)/.exec(reference);
    const [account, , , region] = host.split(".");
    const on = host === state.registry ? `repository:${name}` : `arn:aws:ecr:${region}:${account}:repository/${name}`;
    for (const action of actions) {
        note("calls.log", `ecr:${action} on ${on}`);
        if (state.deny?.includes(`ecr:${action}`)) refuse(`denied: not authorized to perform: ecr:${action}`);
    }
}

function store(reference, manifest) {
    takes(pushes, reference);
    const [repository, tag] = reference.split(":");
    const hub = repository.startsWith("docker.io/");
    const moves = hub || repository.startsWith("public.ecr.aws/");
    const list = state.ecr[repository] ?? (hub ? (state.ecr[repository] = []) : refuse(`name unknown: ${repository}`));
    const before = list.find((image) => image.tags.includes(tag));
    if (before && !moves) refuse(`tag invalid: ${tag} is immutable`);
    if (before) before.tags = before.tags.filter((name) => name !== tag);
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    const known = list.find((image) => image.digest === digest);
    if (known) known.tags.push(tag);
    else list.push({ digest, manifest, tags: [tag] });
    save();
}

export function docker(words, input) {
    note("docker.log", words.join(" "));
    if (words[0] === "login" && words.length === 4) {
        const user = words[2];
        if (input !== state.hub?.passwords[user])
            refuse("Get https://registry-1.docker.io/v2/: unauthorized: incorrect username or password");
        state.hub.user = user;
        save();
    } else if (words[0] === "login" && words.at(-1) === "public.ecr.aws") {
        if (input !== "the-public-token" || words[2] !== "AWS")
            refuse("login attempt failed with status: 401 Unauthorized");
        state.public.loggedIn = true;
        save();
    } else if (words[0] === "login") {
        if (input !== "the-token") refuse("no basic auth credentials");
    } else if (words[0] === "buildx" && words[1] === "build" && words.includes("--attest")) {
        const [, image] = /^FROM (\S+)\s*$/.exec(input ?? "") ?? refuse("no FROM on stdin");
        takes(pulls, image);
        const [repository, digest] = image.split("@");
        if (!state.ecr[repository]?.some((one) => one.digest === digest)) refuse(`${image}: not found`);
        const folder = fileOf(/type=local,dest=(.+)/.exec(words.join("\n"))[1]);
        mkdirSync(folder, { recursive: true });
        writeFileSync(
            `${folder}/sbom.spdx.json`,
            JSON.stringify({ spdxVersion: "SPDX-2.3", name: image, packages: [{}, {}] }),
        );
    } else if (words[0] === "buildx" && words[1] === "build") {
        const options = Object.fromEntries(
            ["platform", "provenance", "file", "target", "tag", "cache-from", "cache-to"].map((n) => [
                n,
                { type: "string" },
            ]),
        );
        const { values } = parseArgs({
            args: words.slice(2),
            options: {
                ...options,
                push: { type: "boolean" },
                load: { type: "boolean" },
                "build-arg": { type: "string", multiple: true },
            },
            allowPositionals: true,
        });
        if (values["cache-from"] !== undefined) takes(pulls, /ref=([^,]+)/.exec(values["cache-from"])[1]);
        const dockerfile = readFileSync(fileOf(values.file), "utf8");
        if (dockerfile.includes(`RUN false # ${values.target ?? "app"}`))
            refuse('process "/bin/sh -c false" did not complete successfully');
        if (values.push)
            store(
                values.tag,
                JSON.stringify({ schemaVersion: 2, built: dockerfile, platform: values.platform }) + "\n",
            );
    } else if (words[0] === "buildx" && words[1] === "imagetools" && words[2] === "create") {
        const options = { "prefer-index": { type: "string" }, tag: { type: "string" } };
        const { values, positionals } = parseArgs({ args: words.slice(3), options, allowPositionals: true });
        const [repository, digest] = positionals[0].split("@");
        takes(pulls, positionals[0]);
        const image =
            state.ecr[repository]?.find((one) => one.digest === digest) ?? refuse(`${positionals[0]}: not found`);
        // Without the option buildx may wrap the manifest in an index, which has another digest.
        store(
            values.tag,
            values["prefer-index"] === "false" && !state.wraps ? image.manifest : `index of ${image.manifest}`,
        );
    } else if (words.slice(0, 3).join(" ") === "buildx imagetools inspect") {
        if (words[3] !== "--format" || words[4] !== "{{json .Manifest}}") refuse("not faked: another format");
        const [, repository, tag, digest] = /^([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(words[5]);
        takes(pulls, words[5]);
        const image = state.ecr[repository]?.find((one) => (digest ? one.digest === digest : one.tags.includes(tag)));
        if (!image) refuse(`${words[5]}: not found`);
        const mediaType = "application/vnd.oci.image.manifest.v1+json";
        return JSON.stringify({ mediaType, digest: image.digest, size: image.manifest.length });
    } else if (
        words.join(" ").startsWith("buildx create --name fairlead-cache --driver docker-container --driver-opt image=")
    ) {
        return "fairlead-cache\n";
    } else if (words.join(" ") === "buildx create --driver docker-container --name fairlead-sbom") {
        return "fairlead-sbom\n";
    } else if (words[0] === "create" && words[3]?.startsWith("fairlead-check:")) {
        return "c0ffee\n";
    } else if (words[0] === "create" && words[1] === "--platform" && words.length === 5) {
        const [repository, digest] = words[3].split("@");
        takes(pulls, words[3]);
        if (!state.ecr[repository]?.some((one) => one.digest === digest)) refuse(`${words[3]}: not found`);
        return "c0ffee\n";
    } else if (words[0] === "cp" && words[1]?.startsWith("c0ffee:")) {
        const text = state.files?.[words[1].slice("c0ffee:".length)];
        if (text === undefined) refuse(`Could not find the file in container c0ffee`);
        // Docker copies a link as one, and a folder with what it holds.
        if (text.leadsTo !== undefined) symlinkSync(text.leadsTo, fileOf(words[2]));
        else if (text.isFolder) mkdirSync(fileOf(words[2]));
        else writeFileSync(fileOf(words[2]), text);
    } else {
        refuse(`not faked: docker ${words.join(" ")}`);
    }
    return "";
}
