import { version } from "@pulumi/docker/package.json";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { isUnknown, opened, type Fields } from "../support/wire";
import type { StandIn } from "./provider";

/** The docker provider's `Image` without Docker: checks and hashes the context as the real one, and pushes nothing. */
export function standInDocker(program: string): StandIn {
    return {
        package: "docker",
        version,
        check: ({ type, inputs }) => {
            if (type !== "docker:index/image:Image") {
                throw new Error(`the stand-in for docker does not know the type ${type}`);
            }
            const build = (opened(inputs.build) ?? {}) as Fields;
            const context = String(build.context ?? ".");
            const folder = resolve(program, context);
            const dockerfile = String(build.dockerfile ?? join(context, "Dockerfile"));
            if (!existsSync(resolve(program, dockerfile))) {
                throw new Error(`could not open dockerfile at relative path ${dockerfile}`);
            }
            return {
                ...inputs,
                buildOnPreview: inputs.buildOnPreview ?? false,
                build: { ...(inputs.build as Fields), context, dockerfile, contextDigest: digestOf(folder) },
            };
        },
        make: ({ inputs }) => {
            const imageName = String(opened(inputs.imageName));
            const repository = imageName.replace(/:[^:/]*$/, "");
            const digest = createHash("sha256")
                .update(JSON.stringify(opened(inputs.build)))
                .digest("hex");
            const outputs = {
                ...inputs,
                imageName,
                baseImageName: imageName,
                repoDigest: isUnknown(imageName) ? imageName : `${repository}@sha256:${digest}`,
                registryServer: repository.split("/")[0],
            };
            return { id: imageName, outputs };
        },
        // The real one echoes its inputs in previews, of updates as well: nothing was pushed, so no digest is known.
        moves: () => ["repoDigest"],
        // Tokens of a registry are new each time; the real provider overlooks them too.
        overlooks: () => ["registry"],
        invoke: (token) => {
            throw new Error(`the stand-in for docker does not answer ${token}`);
        },
    };
}

/** Names, modes and contents, as Docker would send them; `.dockerignore` in its simplest form. */
function digestOf(root: string): string {
    const ignoreFile = join(root, ".dockerignore");
    const ignored = existsSync(ignoreFile)
        ? readFileSync(ignoreFile, "utf8")
              .split("\n")
              .map((line) => line.trim().replace(/\/$/, ""))
        : [];
    const hash = createHash("sha256");
    const visit = (folder: string): void => {
        for (const entry of readdirSync(folder).sort()) {
            const path = join(folder, entry);
            const shown = relative(root, path);
            const stat = statSync(path);
            if (ignored.includes(shown)) {
                continue;
            }
            if (stat.isDirectory()) {
                visit(path);
            } else {
                hash.update(`${shown}\0${stat.mode}\0`).update(readFileSync(path));
            }
        }
    };
    visit(root);
    return hash.digest("hex");
}
