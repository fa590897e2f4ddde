// What is installed on a host, and what becomes of it there.
import { posix } from "node:path";

import { NotRehearsed } from "../../account/gateway";
import { hostsProgram } from "../../containers/images/stood-in-root";
import { TELLS_FOLDER } from "../docker/login";
import type { Machine } from "../machine/machine";
import { OurService } from "../units/stand-in";
import { ifClosed } from "../machine/packet-rules";
import { broughtBy, missingOf, type Package, packageOf, SNAPS } from "./packages";
import { asking, MACHINE, rootOnly } from "../stand-ins";
import type { System } from "../systems";
import type { Units } from "../units/units";

export class Installed {
    private readonly names: Set<string>;

    constructor(
        private readonly machine: Machine,
        private readonly units: Units,
        private readonly system: System,
        /** What ends with a service, by its name. */
        private readonly stops: Readonly<Record<string, () => Promise<void>>>,
    ) {
        this.names = new Set(broughtBy(system));
        for (const name of this.names) this.serve(packageOf(system, name) ?? {});
    }

    public has(name: string): boolean {
        return this.names.has(name);
    }

    /** @param local from a file that was downloaded */
    public async install(names: readonly string[], local = false): Promise<void> {
        const all = names.map((name) => ({ name, found: packageOf(this.system, name, local) }));
        const unknown = all.filter(({ found }) => !found).map(({ name }) => name);
        if (unknown.length > 0)
            throw new NotRehearsed(
                `the package ${unknown.join(", ")} of ${this.system.name}; bring what it has with your bundle`,
            );
        for (const { name, found } of all) if (found && !this.has(name)) await this.place(name, found);
    }

    public async snap(name: string): Promise<void> {
        const found = Object.hasOwn(SNAPS, name) ? SNAPS[name] : undefined;
        if (!found) throw new NotRehearsed(`the snap ${name}`);
        await this.place(name, found);
    }

    public remove(names: readonly string[]): void {
        for (const name of names) this.names.delete(name);
    }

    private async place(
        name: string,
        {
            programs = [],
            asking: asked = {},
            services = {},
            folders = [],
            groups = [],
            links = {},
            stubs = [],
        }: Package,
    ) {
        const missing = missingOf({ programs });
        if (missing.length > 0)
            throw new NotRehearsed(
                `the package ${name}: this machine has no ${missing.join(", ")} that could stand in`,
            );
        for (const folder of folders) await this.machine.ask("mkdir", "-p", folder);
        for (const group of groups) await this.machine.ask("sh", "-c", `getent group ${group} || groupadd ${group}`);
        for (const program of programs) await this.link(posix.join("/usr/bin", program), place(program));
        for (const [at, to] of Object.entries(links)) await this.link(at, to);
        for (const [at, program] of Object.entries(asked))
            await this.program(at, asking(program, FIRST[program] ?? ""));
        for (const stub of stubs)
            if (hostsProgram(stub) !== undefined) await this.link(`/usr/bin/${stub}`, place(stub));
            else await this.program(`/usr/bin/${stub}`, stubOf(stub));
        this.serve({ services });
        this.names.add(name);
    }

    private serve({ services = {} }: Package): void {
        for (const [unit, description] of Object.entries(services))
            this.units.add(new OurService(unit, description, this.stops[unit]));
    }

    private async link(at: string, to: string): Promise<void> {
        await this.machine.ask("ln", "-sfn", to, at);
    }

    private async program(at: string, text: string): Promise<void> {
        await this.machine.files.write(at, Buffer.from(text));
        await this.machine.ask("chmod", "755", at);
    }
}

/** The role of a host is for whom its metadata service is open. */
const NO_CREDENTIALS = `echo 'Unable to locate credentials. You can configure credentials by running "aws configure".' >&2; exit 255`;
const NO_SOCKET =
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock";
/** What some programs say before they ask the engine. */
const FIRST: Readonly<Record<string, string>> = {
    // Whoever is in this group may speak to docker: https://docs.docker.com/engine/install/linux-postinstall/
    docker: `id -nG | grep -qw docker || ${rootOnly(NO_SOCKET)}${TELLS_FOLDER}`,
    aws: `${ifClosed(NO_CREDENTIALS)}\n`,
};

function place(program: string): string {
    const [bin = "", sbin = ""] = MACHINE;
    return posix.join(hostsProgram(program)?.includes("/sbin/") === true ? sbin : bin, program);
}

function stubOf(program: string): string {
    return `#!/bin/sh\necho "not rehearsed: ${program}, which this machine does not have" >&2\nexit 127\n`;
}
