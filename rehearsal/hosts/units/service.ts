// One service whose unit is a file of the host: started as the unit says, and started again as it says.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Exit, Program } from "../../sandbox/program";
import type { Diary } from "./diary";
import type { Machine } from "../machine/machine";
import { commandLine, milliseconds, type UnitFile } from "./file";
import { CannotLaunch, launch } from "./launch";
import type { ActiveState, Unit } from "./units";

interface Described {
    readonly name: string;
    readonly path: string;
    readonly text: string;
    readonly file: UnitFile;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html#DefaultStartLimitIntervalSec= */
const LIMIT = { starts: 5, within: 10_000 };
const [RESTART_SEC, STOP_SEC] = ["100ms", "90s"];
/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#SuccessExitStatus= */
const CLEAN = ["SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE"];

export class ServiceUnit implements Unit {
    public readonly name: string;
    public state: ActiveState = "inactive";
    public sub = "dead";
    public restarts = 0;
    private described: Described;
    private main?: Program;
    private invocation = "";
    private starts: number[] = [];
    private wanted = false;

    constructor(
        private readonly machine: Machine,
        private readonly diary: Diary,
        described: Described,
    ) {
        this.name = described.name;
        this.described = described;
    }

    public get text(): string {
        return this.described.text;
    }

    public get path(): string {
        return this.described.path;
    }

    public get description(): string {
        return this.file.last("Unit.Description") ?? this.name;
    }

    public get isInstallable(): boolean {
        return this.file.isInstallable;
    }

    public become(found: Omit<Described, "name">): void {
        this.described = { name: this.name, ...found };
    }

    public async start(): Promise<string | undefined> {
        if (this.state === "active" || this.state === "activating") return undefined;
        this.wanted = true;
        this.restarts = 0;
        return this.attempt();
    }

    public async stop(): Promise<void> {
        this.wanted = false;
        if (this.state === "inactive" || this.state === "failed") return;
        this.state = "deactivating";
        for (const text of this.file.all("Service.ExecStop")) await this.command(text);
        await this.end();
        this.state = "inactive";
        this.sub = "dead";
    }

    public async reload(): Promise<string | undefined> {
        const commands = this.file.all("Service.ExecReload");
        if (commands.length === 0) return `Job type reload is not applicable for unit ${this.name}.`;
        for (const text of commands) if (!(await this.command(text))) return `Job for ${this.name} failed.`;
        return undefined;
    }

    public abandon(): void {
        this.wanted = false;
    }

    private get file(): UnitFile {
        return this.described.file;
    }

    private async attempt(): Promise<string | undefined> {
        const now = Date.now();
        this.starts = [...this.starts.filter((at) => now - at < LIMIT.within), now];
        const isLimited = this.file.last("Unit.StartLimitIntervalSec") !== "0";
        if (isLimited && this.starts.length > LIMIT.starts) {
            this.say("Start request repeated too quickly.");
            return this.failed("start-limit-hit");
        }
        [this.state, this.sub, this.invocation] = ["activating", "start-pre", randomUUID().replaceAll("-", "")];
        for (const text of this.file.all("Service.ExecStartPre"))
            if (!(await this.command(text))) return this.notDone();
        const type = this.file.last("Service.Type") ?? "simple";
        if (type === "oneshot") return this.once();
        const [text = ""] = this.file.all("Service.ExecStart");
        const main = await this.launched(text);
        if (typeof main === "string") return this.failed(main);
        this.main = main;
        [this.state, this.sub] = ["active", "running"];
        this.say(`Started ${this.description}.`);
        void main.ended.then((exit) => this.ended(main, exit));
        for (const post of this.file.all("Service.ExecStartPost")) await this.command(post);
        return undefined;
    }

    private async once(): Promise<string | undefined> {
        for (const text of this.file.all("Service.ExecStart")) if (!(await this.command(text))) return this.notDone();
        const remains = /^(1|yes|true|on)$/i.test(this.file.last("Service.RemainAfterExit") ?? "no");
        [this.state, this.sub] = remains ? ["active", "exited"] : ["inactive", "dead"];
        this.say(`Finished ${this.description}.`);
        return undefined;
    }

    private async ended(main: Program, exit: Exit): Promise<void> {
        if (this.main !== main || this.state === "deactivating") return;
        this.main = undefined;
        await this.kill("SIGKILL");
        const well = this.isClean(exit);
        this.say(
            `Main process exited, ${exit.signal === null ? `code=exited, status=${String(exit.code)}` : `code=killed, signal=${exit.signal}`}`,
        );
        [this.state, this.sub] = well ? ["inactive", "dead"] : ["failed", "failed"];
        const restart = this.file.last("Service.Restart") ?? "no";
        const again =
            restart === "always" ||
            restart === (well ? "on-success" : "on-failure") ||
            (restart === "on-abnormal" && exit.signal !== null && !well);
        if (again) await this.again();
    }

    /** It failed before it was there: whoever waits for it hears so, and it may be tried again all the same. */
    private notDone(): string {
        const why = this.failed("exit-code");
        if (/^(always|on-failure)$/.test(this.file.last("Service.Restart") ?? "")) {
            this.wanted = true;
            void this.again();
        }
        return why;
    }

    private async again(): Promise<void> {
        if (!this.wanted) return;
        [this.state, this.sub] = ["activating", "auto-restart"];
        await sleep(milliseconds(this.file.last("Service.RestartSec") ?? RESTART_SEC), undefined, { ref: false });
        if (!this.machine.room.isOpen || !this.isWanted()) return;
        this.restarts += 1;
        await this.attempt();
    }

    /** Whether nobody has stopped it meanwhile. */
    private isWanted(): boolean {
        return this.wanted && this.sub === "auto-restart";
    }

    private isClean({ code, signal }: Exit): boolean {
        const more = (this.file.last("Service.SuccessExitStatus") ?? "").split(/\s+/);
        if (signal !== null) return CLEAN.includes(signal) || more.includes(signal);
        return code === 0 || more.includes(String(code));
    }

    private async end(): Promise<void> {
        const { main } = this;
        this.main = undefined;
        const signal = (this.file.last("Service.KillSignal") ?? "SIGTERM") as NodeJS.Signals;
        const grace = milliseconds(
            this.file.last("Service.TimeoutStopSec") ?? this.file.last("Service.TimeoutSec") ?? STOP_SEC,
        );
        await this.kill(signal);
        if (main) {
            main.signal(signal);
            const late = new AbortController();
            const over = sleep(Math.min(grace, 2 ** 31 - 1), "late", { signal: late.signal, ref: false }).catch(
                () => "",
            );
            if ((await Promise.race([main.ended, over])) === "late") main.signal("SIGKILL");
            await main.ended;
            late.abort();
        }
        await this.kill("SIGKILL");
        for (const text of this.file.all("Service.ExecStopPost")) await this.command(text);
    }

    /** All that the service has started, as systemd knows it by its control group: here by what it was started with. */
    private async kill(signal: NodeJS.Signals): Promise<void> {
        if (!this.machine.room.isOpen) return;
        const mine = `grep -lsz '^INVOCATION_ID=${this.invocation}$' /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -s ${signal.replace("SIG", "")} 2>/dev/null; :`;
        await this.machine.ask("sh", "-c", mine).catch(() => undefined);
    }

    private async command(text: string): Promise<boolean> {
        const program = await this.launched(text);
        const { forgiven } = commandLine(text, {}, this.name);
        if (typeof program === "string") return forgiven;
        const { code } = await program.ended;
        return code === 0 || forgiven;
    }

    /** Answers why it could not, in systemd's words. */
    private async launched(text: string): Promise<Program | string> {
        const { machine, file, name, invocation } = this;
        try {
            return await launch(machine, { file, name, invocation, text }, (line) => this.say(line));
        } catch (error) {
            if (!(error instanceof CannotLaunch)) throw error;
            this.say(error.message);
            return error.why;
        }
    }

    private failed(why: string): string {
        [this.state, this.sub, this.wanted] = ["failed", "failed", false];
        this.say(`Failed with result '${why}'.`);
        return `Job for ${this.name} failed because the control process exited with error code.\nSee "systemctl status ${this.name}" and "journalctl -xeu ${this.name}" for details.`;
    }

    private say(line: string): void {
        this.diary.write(this.name, line);
    }
}
