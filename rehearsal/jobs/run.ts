// One build, from its input artifacts to its output artifacts, as CodeBuild runs it.

import type { JobAt } from "../../plan/pipelines";
import { below } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { askRows, type Caller } from "../account/gateway";
import { asJson } from "../engine/journal";
import type { Buildspec } from "./buildspec";
import { handlerFor } from "./commands/programs";
import { Deadline } from "../engine/clock";
import { codebuildVariables, wantedVariables } from "./environment";
import { container, type PhaseEnd, reasonOf, runPhases } from "./phases";
import { actionOf, type Build, type BuildEnd } from "./request";
import { buildspecOf, type JobFolder, unpackSources } from "./job-folder";
import type { JobRoom } from "./job-room";
import { RoomGone } from "../sandbox/room";
import { FedShell } from "./shell";
import { BEFORE, uploadArtifacts } from "./upload";

/** What CodeBuild allows where the project says nothing. */
const DEFAULT_MINUTES = 60;

export interface Running {
    readonly ended: Promise<BuildEnd>;
    stop(): void;
}

export function runBuild(account: LocalAccount, build: Build, by: Caller, jobRoom: JobRoom): Running {
    const run = new Run(account, build, by, jobRoom);
    return { ended: run.play(), stop: () => run.halt("STOPPED") };
}

class Run {
    private halted?: "STOPPED" | "TIMED_OUT";
    private lastLine = "";
    /** What the first command that failed wrote last: it mostly says why. */
    private lastWords?: string;

    constructor(
        private readonly account: LocalAccount,
        private readonly build: Build,
        private readonly by: Caller,
        private readonly jobRoom: JobRoom,
    ) {}

    public halt(why: "STOPPED" | "TIMED_OUT"): void {
        this.halted ??= why;
        void this.jobRoom.room.close();
    }

    public async play(): Promise<BuildEnd> {
        const { account, build, jobRoom } = this;
        const minutes = Number(build.project.resource.inputs["buildTimeout"] ?? DEFAULT_MINUTES);
        const deadline = new Deadline(minutes * 60_000, account.clock, () => this.halt("TIMED_OUT"));
        const site = {
            account,
            by: this.by,
            place: build.project.plan,
            sleep: (milliseconds: number) => deadline.sleep(milliseconds),
            say: (line: string) => this.say(line),
            login: new Map<string, string>(),
            daemon: below(build.project.resource.inputs, "environment")["privilegedMode"] === true,
        };
        jobRoom.answer = handlerFor(site, jobRoom.room);
        jobRoom.say = (line) => this.say(line);
        try {
            return await this.phases();
        } catch (error) {
            if (!(error instanceof RoomGone)) throw error;
            return this.cutShort() ?? ending({ phase: "BUILD", status: "FAILED", why: reasonOf(error) });
        } finally {
            deadline.cancel();
            await jobRoom.close();
        }
    }

    private async phases(): Promise<BuildEnd> {
        const begun = await this.attempt("DOWNLOAD_SOURCE", () => this.begin());
        if (begun.failed) return ending(begun.failed);
        const { spec, shell } = begun.value;
        const failed = await runPhases(spec, {
            run: (command) => this.command(spec.version === "0.1" ? `(\n${command}\n)` : command, shell),
            set: (variables) => shell.set(variables),
            halted: () => this.halted,
            say: (line) => this.say(line),
            ended: (end) => this.ended(end),
        });
        const halted = this.cutShort();
        if (halted) return halted;
        const variables = await shell.read(spec.env?.["exported-variables"] ?? []);
        const uploaded = await this.attempt("UPLOAD_ARTIFACTS", async () =>
            uploadArtifacts({
                account: this.account,
                by: this.by,
                build: this.build,
                at: this.jobAt(),
                spec,
                shell,
                files: this.jobRoom.files,
                say: (line) => this.say(line),
            }),
        );
        if (failed) return { ...ending(failed, this.lastWords), variables };
        if (uploaded.failed) return { ...ending(uploaded.failed), variables };
        return { status: "SUCCEEDED", variables, outputs: uploaded.value };
    }

    private cutShort(): BuildEnd | undefined {
        return this.halted && { status: this.halted, why: whyHalted(this.halted), variables: {}, outputs: {} };
    }

    private async command(command: string, shell: FedShell): Promise<number> {
        this.lastLine = "";
        const status = await shell.run(command);
        if (status !== 0) this.lastWords ??= this.lastLine;
        return status;
    }

    /** Everything before the first command: what CodeBuild asks for, the source, the buildspec, the variables. */
    private async begin(): Promise<{ spec: Buildspec; shell: FedShell }> {
        const { account, build, by } = this;
        const { folder, files, room } = this.jobRoom;
        askRows(account.gateway, by, BEFORE, this.jobAt());
        const sources = await unpackSources(account, build, folder, files);
        const spec = await buildspecOf(build, files);
        const wanted = await wantedVariables(account, by, build, spec);
        const base = await this.jobRoom.environment();
        const shell = new FedShell(room, {
            shell: spec.env?.shell ?? "sh",
            local: folder.local,
            folder: folder.shell,
            cwd: sources.primary,
            env: {
                ...base,
                ...wanted,
                ...codebuildVariables(account, build, sources),
                PATH: pathOf(base, wanted, folder),
            },
            log: (line) => {
                if (line.trim() !== "") this.lastLine = line.trim();
                this.say(line);
            },
        });
        sayRuntimes(spec, (line) => this.say(line));
        if (spec.cache) this.say(container("No cache was restored: every build of a rehearsal begins without one"));
        return { spec, shell };
    }

    private jobAt(): JobAt {
        const { plan, resource } = this.build.project;
        const { plans } = this.account;
        return { plans, plan, project: resource, run: actionOf(plans, this.build.request), env: {} };
    }

    private async attempt<T>(
        phase: string,
        work: () => Promise<T>,
    ): Promise<{ failed: PhaseEnd; value?: undefined } | { failed?: undefined; value: T }> {
        try {
            const value = await work();
            this.ended({ phase, status: "SUCCEEDED" });
            return { value };
        } catch (error) {
            const why = reasonOf(error);
            this.say(container(`Phase complete: ${phase} State: FAILED`));
            for (const line of why.split("\n")) this.say(container(`Phase context status code: ${line}`));
            const failed: PhaseEnd = { phase, status: "FAILED", why };
            this.ended(failed);
            return { failed };
        }
    }

    private ended({ phase, status, why }: PhaseEnd): void {
        this.account.record({
            kind: "phase.ended",
            about: this.build.id,
            data: asJson({ phase, status, why }),
        });
    }

    private say(line: string): void {
        this.account.say(this.build.id, line);
    }
}

function ending({ phase, status, why = status }: PhaseEnd, lastWords = ""): BuildEnd {
    const words = lastWords === "" ? "" : `; its last words: ${lastWords}`;
    const ended = status === "SUCCEEDED" ? "FAILED" : status;
    return { status: ended, why: `${phase}: ${why}${words}`, variables: {}, outputs: {} };
}

function whyHalted(status: "STOPPED" | "TIMED_OUT"): string {
    return status === "STOPPED" ? "it was stopped" : "it took longer than the project's buildTimeout";
}

/** A PATH of the project's own stays; ours comes before it all the same. */
function pathOf(
    base: Readonly<Record<string, string>>,
    wanted: Readonly<Record<string, string>>,
    jobFolder: JobFolder,
): string {
    return wanted["PATH"] === undefined ? (base["PATH"] ?? "") : [...jobFolder.programs, wanted["PATH"]].join(":");
}

function sayRuntimes({ phases }: Buildspec, say: (line: string) => void): void {
    for (const [runtime, version] of Object.entries(phases.install?.["runtime-versions"] ?? {}))
        say(container(`Selecting '${runtime}' runtime version '${version}': the rehearsal uses what this machine has`));
}
