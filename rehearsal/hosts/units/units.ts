// What systemd manages on a host: units that are files there, and the services of packages that the rehearsal stands in for.
import { posix } from "node:path";

import { RefusedInside } from "../../sandbox/room";
import type { Diary } from "./diary";
import type { Machine } from "../machine/machine";
import { ServiceUnit } from "./service";
import { readUnit, type UnitFile } from "./file";

/** https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#is-active%20PATTERN%E2%80%A6 */
export type ActiveState = "active" | "activating" | "deactivating" | "failed" | "inactive";

export interface Unit {
    readonly name: string;
    readonly description: string;
    readonly state: ActiveState;
    readonly sub: string;
    readonly pid?: number;
    /** By systemd itself, since somebody started it. */
    readonly restarts: number;
    /** Where it is described. */
    readonly path: string;
    readonly isInstallable: boolean;
    /** Says why, where it does not start. */
    start(): Promise<string | undefined>;
    stop(): Promise<void>;
    reload(): Promise<string | undefined>;
}

export class NoUnit extends Error {}

/** In this order. https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Unit%20File%20Load%20Path */
const FOLDERS = ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system"];
/** No unit is larger. */
const MOST = 1 << 18;

export class Units {
    public readonly enabled = new Set<string>();
    private readonly services = new Map<string, ServiceUnit>();
    /** Of packages that are stood in for. */
    private readonly ours = new Map<string, Unit>();

    constructor(
        private readonly machine: Machine,
        private readonly diary: Diary,
    ) {}

    public add(unit: Unit): void {
        this.ours.set(unit.name, unit);
    }

    public remove(name: string): void {
        this.ours.delete(name);
    }

    /** As it is known: a file that was changed is another unit only once it is loaded again. */
    public async find(name: string): Promise<{ readonly unit: Unit; readonly changed: boolean }> {
        const full = fullName(name);
        const own = this.ours.get(full);
        if (own) return { unit: own, changed: false };
        const known = this.services.get(full);
        const found = await this.load(full);
        if (!found && known && known.state !== "inactive") return { unit: known, changed: true };
        if (!found) throw new NoUnit(full);
        if (known && known.state !== "inactive") return { unit: known, changed: known.text !== found.text };
        const unit = new ServiceUnit(this.machine, this.diary, { name: full, ...found });
        this.services.set(full, unit);
        return { unit, changed: false };
    }

    /** What runs keeps running; from now on it is what its file says. */
    public async reload(): Promise<void> {
        for (const [name, unit] of this.services) {
            const found = await this.load(name);
            if (found) unit.become(found);
        }
    }

    /** With the host itself: nothing is started again. */
    public abandon(): void {
        for (const unit of this.services.values()) unit.abandon();
    }

    private async load(name: string): Promise<{ path: string; text: string; file: UnitFile } | undefined> {
        for (const folder of FOLDERS) {
            const path = posix.join(folder, name);
            const text = await this.read(path);
            if (text === undefined) continue;
            const more = await this.additions(`${path}.d`);
            return { path, text: [text, ...more].join("\n"), file: readUnit(name, [text, ...more]) };
        }
        return undefined;
    }

    private async additions(folder: string): Promise<readonly string[]> {
        if ((await this.machine.files.kind(folder)) !== "folder") return [];
        const found = (await this.machine.files.list(folder)).filter(({ path }) => /^[^/]+\.conf$/.test(path));
        const texts = await Promise.all(found.map(({ path }) => this.read(posix.join(folder, path))));
        return texts.filter((text) => text !== undefined);
    }

    private async read(path: string): Promise<string | undefined> {
        try {
            return (await this.machine.files.read(path, MOST)).toString("utf8");
        } catch (error) {
            if (error instanceof RefusedInside) return undefined;
            throw error;
        }
    }
}

export function fullName(name: string): string {
    return /\.(service|socket|target|timer|mount|path)$/.test(name) ? name : `${name}.service`;
}
