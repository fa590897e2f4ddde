// What `--template` names: files, or a folder that `cdk synth` has written, with what each of its stacks depends on.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { isRecord, parsed, texts } from "../../plan/plans";
import { type StackFile, stackNameOf } from "./file";
import type { Problem } from "./problems";

interface Named {
    readonly files: readonly StackFile[];
    readonly problems: readonly Problem[];
}

export function filesOf(paths: readonly string[]): Named {
    const all = paths.map((path) => {
        const found = resolve(path);
        return existsSync(found) && statSync(found).isDirectory() ? assemblyAt(found) : fileAt(found);
    });
    return { files: all.flatMap(({ files }) => files), problems: all.flatMap(({ problems }) => problems) };
}

function fileAt(path: string): Named {
    return { files: [{ path, stack: stackNameOf(path), after: [] }], problems: [] };
}

/** https://github.com/aws/aws-cdk/blob/main/design/cloud-assembly.md */
function assemblyAt(folder: string): Named {
    const file = join(folder, "manifest.json");
    const problem = (says: string, fix?: string): Named => ({ files: [], problems: [{ file, says, fix }] });
    let manifest: unknown;
    try {
        manifest = parsed(readFileSync(file, "utf8"));
    } catch {
        return problem("this folder has no manifest.json, so it is not what cdk synth writes", "--template <file>");
    }
    if (!isRecord(manifest) || !isRecord(manifest["artifacts"]))
        return problem("this is no manifest of cdk synth: it has no artifacts", "npx cdk synth");
    const artifacts = Object.entries(manifest["artifacts"]).filter((each): each is [string, Record<string, unknown>] =>
        isRecord(each[1]),
    );
    const stacks = artifacts.flatMap(([id, artifact]) => stackOf(folder, id, artifact));
    const inside = artifacts.flatMap(([, { type, properties }]) => {
        const { directoryName } = isRecord(properties) ? properties : {};
        const isInside = type === "cdk:cloud-assembly" && typeof directoryName === "string";
        return isInside && !/(^|\/)\.\.(\/|$)/.test(directoryName) ? [assemblyAt(join(folder, directoryName))] : [];
    });
    return {
        files: [...withPaths(stacks), ...inside.flatMap(({ files }) => files)],
        problems: inside.flatMap(({ problems }) => problems),
    };
}

function stackOf(
    folder: string,
    id: string,
    artifact: Record<string, unknown>,
): readonly (StackFile & { id: string })[] {
    const { type, environment, properties, dependencies } = artifact;
    const { templateFile, stackName } = isRecord(properties) ? properties : {};
    if (type !== "aws:cloudformation:stack" || typeof templateFile !== "string") return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(environment)) ?? [];
    return [
        {
            id,
            path: join(folder, templateFile),
            stack: stackNameOf(typeof stackName === "string" ? stackName : id),
            ...(account !== undefined && /^\d{12}$/.test(account) ? { account } : {}),
            ...(region !== undefined && /^[a-z]{2,3}(-[a-z]+)+-\d$/.test(region) ? { region } : {}),
            after: texts(dependencies),
        },
    ];
}

/** The manifest names what a stack depends on by its own ids, of which only stacks count here. */
function withPaths(stacks: readonly (StackFile & { id: string })[]): readonly StackFile[] {
    const pathOf = new Map(stacks.map(({ id, path }) => [id, path]));
    return stacks.map(({ id: _, ...file }) => ({ ...file, after: file.after.flatMap((id) => pathOf.get(id) ?? []) }));
}
