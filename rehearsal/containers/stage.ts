// One stage of a build while it is built: the files and settings it has so far.
import { posix } from "node:path";

import type { Settings } from "../services/image";
import type { Files } from "./runtime";
import type { Variables } from "./variables";

export class StageSoFar {
    public files: Files;
    public settings: Settings;
    /** What ARG named in this stage. */
    public args: Record<string, string> = {};

    private ownCommand = false;

    constructor(from: { readonly files: Files; readonly settings: Settings }) {
        this.files = from.files;
        this.settings = from.settings;
    }

    public get env(): Record<string, string> {
        return Object.fromEntries(
            (this.settings.Env ?? []).map((pair) => [
                pair.slice(0, pair.indexOf("=")),
                pair.slice(pair.indexOf("=") + 1),
            ]),
        );
    }

    /** What stands for `$NAME` in an instruction; ENV goes before ARG. */
    public get variables(): Variables {
        return { ...this.args, ...this.env };
    }

    public get workdir(): string {
        return this.settings.WorkingDir ?? "/";
    }

    public get shell(): readonly string[] {
        return this.settings.Shell ?? ["/bin/sh", "-c"];
    }

    public set(settings: Settings): void {
        this.settings = { ...this.settings, ...settings };
    }

    public setEnv(more: Variables): void {
        this.set({ Env: Object.entries({ ...this.env, ...more }).map(([name, value]) => `${name}=${value}`) });
    }

    public setCommand(command: readonly string[]): void {
        this.ownCommand = true;
        this.set({ Cmd: command });
    }

    /** The command of a base was meant for the base's own entry point. */
    public setEntryPoint(entryPoint: readonly string[]): void {
        this.set({ Entrypoint: entryPoint, ...(this.ownCommand ? {} : { Cmd: [] }) });
    }

    /** A path of the image as an instruction writes it, with the slash it may end in. */
    public resolve(path: string): string {
        const absolute = posix.join("/", path.startsWith("/") ? path : posix.join(this.workdir, path));
        return /(^|\/)\.{0,2}$/.test(path) && !absolute.endsWith("/") ? `${absolute}/` : absolute;
    }
}
