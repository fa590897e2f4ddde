// The `docker` of jobs: what build jobs use of it, each command by one function; anything else is refused by name.
import type { LocalAccount } from "../account/local-account";
import { Denied, NotRehearsed, Refused, type Caller } from "../account/gateway";
import { DOCKER_HUB } from "../services/docker-hub";
import { configOf, imageDigest, mediaTypeOf, type BuiltImage } from "../services/image";
import { buildxBuild } from "./build/buildx";
import { flag, many, parsed, text } from "./options";
import { copyOut, createContainer } from "./created";
import { NotInProcessMode } from "./build/dockerfile";
import { BuildFailed } from "./engine";
import { referenceOf, RegistryClient } from "./registry-client";

/** Where a command runs: in a job, under its role. */
export interface DockerJob {
    readonly account: LocalAccount;
    readonly by: Caller;
    readonly stdin: Buffer;
    /** A copy of a folder of the job, and of the Dockerfile to build it by. */
    readonly lend: (context: string, dockerfile?: string) => Promise<Lent>;
    readonly read: (path: string) => Promise<Buffer>;
    /** Writes a file of the job. */
    readonly write: (path: string, bytes: Uint8Array) => Promise<void>;
    readonly say: (line: string) => void;
    /** Kept from command to command of one job. */
    readonly login: Map<string, string>;
    /** Whether a daemon runs beside it. @default true */
    readonly daemon?: boolean;
}

interface Lent {
    readonly context: string;
    readonly dockerfile: string;
    /** Takes it back. */
    done(): void;
}

export interface DockerOutput {
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

export interface Docker extends DockerJob {
    readonly registry: RegistryClient;
    /** The images that this job's docker has. */
    readonly images: Map<string, BuiltImage>;
}

/** Answers what is printed. */
type Command = (args: string[], docker: Docker) => string | Promise<string>;

/** Every job has a docker of its own; it lives as long as what the job knows about logging in. */
const imagesOfJobs = new WeakMap<Map<string, string>, Map<string, BuiltImage>>();

export function imagesOf(login: Map<string, string>): Map<string, BuiltImage> {
    const images = imagesOfJobs.get(login) ?? new Map<string, BuiltImage>();
    imagesOfJobs.set(login, images);
    return images;
}

export async function dockerCommand(argv: string[], job: DockerJob): Promise<DockerOutput> {
    const name = [...COMMANDS.keys()].find((words) => words.split(" ").every((word, at) => argv[at] === word));
    const command = name === undefined ? undefined : COMMANDS.get(name);
    if (name === undefined || !command) return failed(`not rehearsed: docker ${argv.slice(0, 2).join(" ")}`);
    if (job.daemon === false && !WITHOUT_DAEMON.has(name)) return failed(NO_DAEMON);
    const images = imagesOf(job.login);
    const registry = new RegistryClient(job.account, job.by, job.login);
    try {
        return {
            code: 0,
            out: await command(argv.slice(name.split(" ").length), { ...job, registry, images }),
            err: "",
        };
    } catch (error) {
        return failed(messageFor(error, name));
    }
}

const push: Command = async (args, docker) => {
    const [reference = ""] = parsed("push", args, {}).positionals;
    const image = local(docker, reference);
    await docker.registry.push(image, referenceOf(reference));
    return `${reference}: digest: ${imageDigest(image)} size: ${image.manifest.length}\n`;
};

const pull: Command = async (args, docker) => {
    const [reference = ""] = parsed("pull", args, { platform: text }).positionals;
    const image = await docker.registry.pull(referenceOf(reference));
    docker.images.set(reference, image);
    return `Digest: ${imageDigest(image)}\n${reference}\n`;
};

const tag: Command = (args, docker) => {
    const [from = "", to = ""] = parsed("tag", args, {}).positionals;
    docker.images.set(to, local(docker, from));
    return "";
};

/** One source and no index around it: the manifest arrives byte for byte. */
const create: Command = async (args, { registry }) => {
    const { values, positionals } = parsed("buildx imagetools create", args, {
        tag: { ...many, short: "t" },
        "prefer-index": text,
    });
    const [source] = positionals;
    if (source === undefined || positionals.length > 1 || values["prefer-index"] !== "false")
        throw new NotRehearsed("docker buildx imagetools create of an index; name one source and --prefer-index=false");
    const image = await registry.pull(referenceOf(source));
    for (const target of values.tag ?? []) await registry.push(image, referenceOf(target));
    return "";
};

/** https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/ */
const look: Command = async (args, { registry }) => {
    const { values, positionals } = parsed("buildx imagetools inspect", args, { format: text });
    const [name = ""] = positionals;
    if (values.format !== "{{json .Manifest}}")
        throw new NotRehearsed("docker buildx imagetools inspect but with --format '{{json .Manifest}}'");
    const image = await registry.look(referenceOf(name));
    if (!image) throw new Refused("NotFound", `${name}: not found`);
    const { manifest } = image;
    return `${JSON.stringify({ mediaType: mediaTypeOf(manifest), digest: imageDigest(image), size: manifest.length })}\n`;
};

const inspect: Command = (args, docker) => {
    const described = parsed("inspect", args, {}).positionals.map((reference) => {
        const image = local(docker, reference);
        const { architecture, os, config } = configOf(docker.account.blobs, image);
        const names = [...docker.images].filter(([, other]) => other === image).map(([name]) => name);
        return { Id: image.config, RepoTags: names, Architecture: architecture, Os: os, Config: config };
    });
    return `${JSON.stringify(described, null, 4)}\n`;
};

const login: Command = (args, { registry, stdin }) => {
    const { values, positionals } = parsed("login", args, {
        username: { ...text, short: "u" },
        "password-stdin": flag,
    });
    // Without a server it is Docker Hub: https://docs.docker.com/reference/cli/docker/login/
    const [address = DOCKER_HUB] = positionals;
    const host = hostIn(address);
    const { username } = values;
    const isHub = host === DOCKER_HUB;
    if (!values["password-stdin"] || username === undefined || (username === "AWS") === isHub)
        throw new NotRehearsed(`docker login without --username ${isHub ? "… " : "AWS "}--password-stdin`);
    if (!registry.logIn(host, username, stdin.toString("utf8").trim()))
        throw new Refused("Unauthorized", `login attempt to https://${host}/v2/ failed with status: 401 Unauthorized`);
    return "Login Succeeded\n";
};

/** Docker keeps a login by the host alone, whatever repository is named with it: GetDefaultAuthConfig of docker/cli. */
const hostIn = (address: string): string => address.replace(/^https?:\/\//, "").replace(/\/.*$/s, "");

/** One that every build of the job finds, by its name or by BUILDX_BUILDER. */
const createBuilder: Command = (args) => {
    const options = { driver: text, name: text, "driver-opt": many };
    return `${String(parsed("buildx create", args, options).values.name)}\n`;
};

/** The longer name first: `buildx build` is looked for before `build`. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
    ["buildx imagetools create", create],
    ["buildx imagetools inspect", look],
    ["buildx build", buildxBuild],
    ["build", buildxBuild],
    ["buildx create", createBuilder],
    ["login", login],
    ["push", push],
    ["pull", pull],
    ["tag", tag],
    ["create", createContainer],
    ["cp", copyOut],
    ["image inspect", inspect],
    ["inspect", inspect],
    ["version", () => "Docker, as the rehearsal stands in for it\n"],
    ["--version", () => "Docker, as the rehearsal stands in for it\n"],
]);

/** Logging in falls back to asking the registry itself, and imagetools never ask anybody else. */
const WITHOUT_DAEMON: ReadonlySet<string> = new Set([
    "buildx imagetools create",
    "buildx imagetools inspect",
    "login",
    "--version",
]);

/** https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html#troubleshooting-cannot-connect-to-docker-daemon */
const NO_DAEMON =
    "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? A job of CodeBuild has one in privileged mode alone: privilegedMode: true in its project's environment";

export const rehearsedCommands = [...COMMANDS.keys()];

function local({ images }: Docker, reference: string): BuiltImage {
    const found = images.get(reference);
    if (!found) throw new Refused("NoSuchImage", `An image does not exist locally with the tag: ${reference}`);
    return found;
}

function failed(words: string): DockerOutput {
    return { code: 1, out: "", err: `${words}\n` };
}

function messageFor(error: unknown, command: string): string {
    if (error instanceof NotRehearsed) return error.message;
    if (error instanceof Denied) return `ERROR: denied: ${error.message}`;
    if (error instanceof BuildFailed || error instanceof NotInProcessMode)
        return `ERROR: failed to solve: ${error.message}`;
    if (error instanceof Refused) return `ERROR: ${error.message}`;
    throw new Error(`docker ${command}: ${(error as Error).message}`, { cause: error });
}
