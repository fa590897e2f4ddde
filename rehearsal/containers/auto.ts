// What `--engine auto` means: this machine's own programs where they play a build faithfully, else a Docker-compatible engine
// that answers, else a refusal that names the line. Each image then runs where it was built.
import type { LocalAccount } from "../account/local-account";
import { type BuiltImage, configOf } from "../services/image";
import { baseOf, languageFor } from "./images/bases";
import { DockerEngine } from "./docker";
import type { BuildOrder, Container, ContainerEngine, RunOrder, Together } from "./engine";
import { ProcessEngine } from "./process";

export class AutoEngine implements ContainerEngine {
    public readonly name = "auto";
    private readonly own: ProcessEngine;
    private found?: Promise<DockerEngine | undefined>;

    constructor(
        private readonly account: LocalAccount,
        private readonly find = (of: LocalAccount): Promise<DockerEngine | undefined> => DockerEngine.find(of),
    ) {
        this.own = new ProcessEngine(account);
    }

    public async build(order: BuildOrder): Promise<BuiltImage> {
        const refused = this.own.refuses(order);
        if (!refused) return this.own.build(order);
        const docker = await this.docker();
        if (!docker) throw refused.unanswered();
        order.log(`built by ${docker.program}, because ${refused.file}:${refused.line}: ${refused.what}`);
        return docker.build(order);
    }

    public async run(order: RunOrder): Promise<Container> {
        if (this.isOwn(order.image)) return this.own.run(order);
        const docker = await this.docker();
        // Without one, what process mode says is why.
        return (docker ?? this.own).run(order);
    }

    /** All of them on one engine, for their network is one; it says which of them it cannot run. */
    public async together(images: readonly RunOrder["image"][], port?: number): Promise<Together> {
        const others = images.filter((image) => !this.isOwn(image));
        const docker = others.length === 0 || this.hasBuilt(images) ? undefined : await this.docker();
        return docker ? docker.together(images, port) : this.own.together();
    }

    public async read(image: BuiltImage, path: string): Promise<Buffer | undefined> {
        return ((this.isOwn(image) ? undefined : await this.docker()) ?? this.own).read(image, path);
    }

    private hasBuilt(images: readonly RunOrder["image"][]): boolean {
        return images.some((image) => typeof image !== "string" && this.isOwn(image));
    }

    private isOwn(image: BuiltImage | string): boolean {
        if (typeof image !== "string") return configOf(this.account.blobs, image).standsOn !== undefined;
        const base = baseOf(image);
        return base !== undefined && (base.language === undefined || languageFor(base) !== undefined);
    }

    private docker(): Promise<DockerEngine | undefined> {
        return (this.found ??= this.find(this.account));
    }
}
