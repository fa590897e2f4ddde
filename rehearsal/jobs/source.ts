// What a build works on: its input artifacts, unpacked, and the buildspec.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { below } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { NotRehearsed } from "../account/gateway";
import { unpack } from "./archive";
import { readBuildspec, UnusableBuildspec, type Buildspec } from "./buildspec";
import type { Sources } from "./environment";
import type { Build } from "./request";
import type { JobFolder } from "./job-folder";

export function unpackSources(account: LocalAccount, build: Build, jobFolder: JobFolder): Sources {
    const { inputs, primary } = build.request;
    const type = below(build.project.resource.inputs, "source")["type"];
    if (type !== "CODEPIPELINE" && type !== "NO_SOURCE")
        throw new NotRehearsed(
            `a project with a source of type ${String(type)}; let a pipeline fetch it (CODEPIPELINE)`,
        );
    const folders = Object.entries(inputs).map(([artifact, digest]) => {
        const folder = artifact === primary ? jobFolder.sources : join(jobFolder.path, "sources", artifact);
        unpack(account.blobs.get(digest), folder);
        return [artifact, folder] as const;
    });
    return {
        primary: jobFolder.sources,
        others: Object.fromEntries(folders.filter(([artifact]) => artifact !== primary)),
    };
}

/** The project holds the text, or the path of a file in the primary source. */
export function buildspecOf(build: Build, jobFolder: JobFolder): Buildspec {
    const given = below(build.project.resource.inputs, "source")["buildspec"];
    const written = typeof given === "string" && given !== "" ? given : "buildspec.yml";
    if (written.includes("\n") || written.trimStart().startsWith("{"))
        return readBuildspec(written, `the buildspec of ${build.project.resource.name}`);
    if (written.startsWith("arn:")) throw new NotRehearsed(`a buildspec in S3 (${written}); put it into the source`);
    const path = join(jobFolder.sources, written);
    if (!existsSync(path))
        throw new UnusableBuildspec([`${written}: no such file or directory in the source; put it there, at its root`]);
    return readBuildspec(readFileSync(path, "utf8"), written);
}
