// Containers that a job makes to take a file out of an image, and never starts.
// https://docs.docker.com/reference/cli/docker/container/create/ https://docs.docker.com/reference/cli/docker/container/cp/
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

import { NotRehearsed, Refused } from "../account/gateway";
import type { BuiltImage } from "../services/image";
import type { Docker } from "./cli";
import { engineOf } from "./index";
import { referenceOf } from "./registry-client";

/** Of each job, by what it knows about logging in, the images of its containers by their ids. */
const ofJobs = new WeakMap<object, Map<string, BuiltImage>>();

/** `docker create`; an image that is not there is pulled. */
export async function createContainer(args: string[], { login, images, registry }: Docker): Promise<string> {
    const [reference = ""] = wordsOf("create", args, ["platform"]);
    const image = images.get(reference) ?? (await registry.pull(referenceOf(reference)));
    images.set(reference, image);
    const id = randomBytes(32).toString("hex");
    ofJobs.set(login, (ofJobs.get(login) ?? new Map<string, BuiltImage>()).set(id, image));
    return `${id}\n`;
}

/** `docker cp` of one file out of a container; the other way, and whole folders, no job of ours goes. */
export async function copyOut(args: string[], { account, login, write }: Docker): Promise<string> {
    const [from = "", to = ""] = wordsOf("cp", args, []);
    const [, id = "", path = ""] = /^([0-9a-f]{64}):(\/.+)$/.exec(from) ?? [];
    if (path === "") throw new NotRehearsed("docker cp but of one file out of a container, by its id and whole path");
    const image = ofJobs.get(login)?.get(id);
    if (!image) throw new Refused("NoSuchContainer", `No such container: ${id}`);
    const bytes = await (await engineOf(account)).read(image, path);
    if (!bytes) throw new Refused("NotFound", `Could not find the file ${path} in container ${id}`);
    await write(to, bytes);
    return "";
}

function wordsOf(name: string, args: string[], options: readonly string[]): string[] {
    const known = Object.fromEntries(options.map((option) => [option, { type: "string" as const }]));
    try {
        return parseArgs({ args, options: known, allowPositionals: true }).positionals;
    } catch (error) {
        throw new NotRehearsed(`docker ${name}: ${(error as Error).message}`);
    }
}
