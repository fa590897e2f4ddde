// `docker buildx build` of a job, and what it takes from a registry and keeps there beside the image.
import { NotRehearsed, Refused } from "../../account/gateway";
import { imageDigest, imageOf, type BuiltImage } from "../../services/image";
import type { Docker } from "../cli";
import { engineOf } from "..";
import { listWhatItHolds } from "../sbom";
import { flag, many, parsed, text } from "../options";
import { referenceOf } from "../registry-client";

export async function buildxBuild(args: string[], docker: Docker): Promise<string> {
    const { values, positionals } = parsed("build", args, {
        ...{
            platform: text,
            provenance: text,
            file: { ...text, short: "f" },
            target: text,
            iidfile: text,
            progress: text,
        },
        ...{ builder: text, attest: text, output: text, "cache-from": text, "cache-to": text },
        ...{ secret: many, tag: { ...many, short: "t" }, "build-arg": many, push: flag, load: flag, "no-cache": flag },
    });
    const [context] = positionals;
    if (context === undefined) throw new Refused("Usage", "docker buildx build requires 1 argument: the context");
    if (values.attest ?? values.output) return listWhatItHolds({ attest: "", ...values, context }, docker);
    if (values["cache-from"] !== undefined) await takeCache(values["cache-from"], docker);
    const engine = await engineOf(docker.account);
    const secrets = await readSecrets(values.secret ?? [], docker);
    const lent = await docker.lend(context, values.file);
    const built = engine.build({
        context: lent.context,
        dockerfile: lent.dockerfile,
        target: values.target,
        platform: values.platform ?? "linux/amd64",
        args: pairsOf(values["build-arg"] ?? []),
        secrets,
        log: docker.say,
    });
    const image = await built.finally(() => lent.done());
    for (const tag of values.tag ?? []) docker.images.set(tag, image);
    if (values.push) for (const tag of values.tag ?? []) await docker.registry.push(image, referenceOf(tag));
    if (values["cache-to"] !== undefined) await keepCache(values["cache-to"], image, docker);
    if (values.iidfile !== undefined) await docker.write(values.iidfile, Buffer.from(imageDigest(image)));
    return "";
}

/**
 * Files of the job; what lies in its variables its own docker has put into files.
 * https://docs.docker.com/build/building/secrets/
 */
async function readSecrets(options: readonly string[], { read }: Docker): Promise<Readonly<Record<string, Buffer>>> {
    const secrets: Record<string, Buffer> = {};
    for (const option of options) {
        const words = wordsOf(option);
        const { id = "", src: path = words["source"] ?? id } = words;
        const unknown = Object.keys(words).find((name) => !["id", "src", "source", "type"].includes(name));
        if (id === "" || unknown !== undefined || (words["type"] ?? "file") !== "file")
            throw new NotRehearsed(`docker buildx build --secret ${unknown ?? "without an id, or of a type but file"}`);
        secrets[id] = await read(path).catch(() => {
            throw new Refused("NotFound", `failed to stat ${path}: no such file or directory`);
        });
    }
    return secrets;
}

// The calls are made and judged; what a step has made, builds of a rehearsal know from each other anyway. Like BuildKit, a
// build goes on without a cache that is not there.
// https://docs.docker.com/build/cache/backends/registry/

async function takeCache(option: string, { registry, say }: Docker): Promise<void> {
    const { ref = "" } = cacheOption("--cache-from", option);
    try {
        await registry.pull(referenceOf(ref));
        say(`importing cache manifest from ${ref}`);
    } catch (error) {
        // BuildKit says no more of a denial; here it is what lacks.
        if (!(error instanceof Refused)) throw error;
        say(`WARN: failed to import cache manifest from ${ref}: ${(error as Error).message}`);
    }
}

async function keepCache(option: string, image: BuiltImage, { registry, say }: Docker): Promise<void> {
    const { ref = "", ...how } = cacheOption("--cache-to", option);
    // ECR refuses the index of layers that it would be otherwise.
    if (how["mode"] !== "max" || how["image-manifest"] !== "true")
        throw new NotRehearsed("docker buildx build --cache-to but with mode=max,image-manifest=true");
    const layers = JSON.parse(image.manifest.toString("utf8")) as object;
    const cache = imageOf(Buffer.from(JSON.stringify({ ...layers, annotations: { cache: "of the rehearsal" } })));
    await registry.push(cache, referenceOf(ref));
    say(`exporting cache to registry ${ref}`);
}

function cacheOption(name: string, option: string): Readonly<Record<string, string>> {
    const words = wordsOf(option);
    if (words["type"] !== "registry" || words["ref"] === undefined)
        throw new NotRehearsed(`docker buildx build ${name} but of type=registry with a ref`);
    return words;
}

function wordsOf(option: string): Readonly<Record<string, string>> {
    return pairsOf(option.split(","));
}

function pairsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(pairs.map((pair) => [pair.replace(/=.*$/s, ""), pair.replace(/^[^=]*=?/, "")]));
}
