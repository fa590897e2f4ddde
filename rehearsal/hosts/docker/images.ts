// The images that a host's docker has: from registries in the name of the host's role, or stood in for as in a job.
import { type Caller, NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { baseOf } from "../../containers/images/bases";
import { dockerCommand, imagesOf } from "../../containers/cli";
import { RegistryClient } from "../../containers/registry-client";
import { digestOf } from "../../engine/folder";
import type { CommandResponse } from "../../jobs/command-server";
import type { RoomFiles } from "../../jobs/room-files";
import { DOCKER_HUB } from "../../services/docker-hub";
import type { BuiltImage } from "../../services/image";
import type { Diary } from "../units/diary";
import { DockerError } from "./error";
import { LoginFile } from "./login";

interface At {
    readonly account: LocalAccount;
    readonly diary: Diary;
    readonly by?: Caller;
    readonly login: Map<string, string>;
}

/** Where a command was given. */
export interface Asked {
    readonly files: RoomFiles;
    readonly stdin: () => Promise<Buffer>;
    /** Where docker looks for what a login has left. */
    readonly config: string;
}

export class HostImages {
    /** Those of the public, which are stood in for. */
    private readonly open = new Set<string>();

    constructor(private readonly at: At) {}

    public async pull(reference: string, asked: Asked): Promise<BuiltImage | string> {
        if (baseOf(reference)) {
            this.open.add(reference);
            return reference;
        }
        const { code, err } = await this.asJob(["pull", reference], asked);
        const image = this.find(reference);
        if (code !== 0 || image === undefined) throw new DockerError((err ?? "").trimEnd());
        return image;
    }

    public find(reference: string): BuiltImage | string | undefined {
        return imagesOf(this.at.login).get(reference) ?? (this.open.has(reference) ? reference : undefined);
    }

    /** Answers what is gone. */
    public forgetAllBut(used: ReadonlySet<string>): readonly string[] {
        const images = imagesOf(this.at.login);
        const unused = [...images.keys(), ...this.open].filter((reference) => !used.has(reference));
        for (const reference of unused) {
            images.delete(reference);
            this.open.delete(reference);
        }
        return unused;
    }

    /** What a host's docker has in common with a job's. */
    public async asJob(argv: readonly string[], { files, stdin, config }: Asked): Promise<CommandResponse> {
        const { account, by, login, diary } = this.at;
        if (!by)
            throw new DockerError("Error response from daemon: no basic auth credentials; this instance has no role");
        const file = new LoginFile(files, config);
        const registries = new RegistryClient(account, by, login);
        login.clear();
        for (const { registry, username, password } of await file.logins())
            registries.logIn(registry, username, password);
        const before = new Map(login);
        const piped = await stdin();
        const answer = await dockerCommand([...argv], {
            ...{ account, by, login },
            stdin: piped,
            say: (text) => diary.write("docker", text),
            read: (path) => files.read(path),
            write: (path, bytes) => files.write(path, bytes),
            lend: () => Promise.reject(new NotRehearsed("docker build on a virtual machine")),
        });
        const password = piped.toString("utf8").trim();
        for (const [registry, username] of loggedIn(login))
            if (!before.has(registry)) await file.add({ registry, username, password });
        return answer;
    }
}

/** Who, by registry: with ECR everybody is called the same. */
function loggedIn(login: ReadonlyMap<string, string>): readonly (readonly [registry: string, username: string])[] {
    return [...login].map(([registry, known]) => [registry, registry === DOCKER_HUB ? known : "AWS"]);
}

/** https://github.com/opencontainers/image-spec/blob/main/config.md#imageid */
export function idOf(image: BuiltImage | string): string {
    return typeof image === "string" ? digestOf(Buffer.from(image)) : image.config;
}
