// CodeBuild: which builds there were, starting one, waiting for one, stopping one.
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../plan/document";
import { text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused } from "../account/gateway";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { buildEvent } from "../events/build-states";
import { Bus } from "../events/bus";
import { buildArn, type Build, type BuildEnd, type BuildRequest } from "./request";
import { JobRooms } from "./job-rooms";
import { runBuild, type Running } from "./run";

interface Phase {
    readonly phaseType: string;
    readonly phaseStatus: string;
    readonly contexts: readonly { readonly message: string }[];
}

export interface BuildRecord extends Build {
    readonly phases: Phase[];
    readonly token?: string;
    end?: BuildEnd;
}

/** Builds by their id. Its facts: `build.started`, `phase.ended`, `build.ended`, and a `line` for what a build says. */
export class Builds implements Fold {
    private readonly byId = new Map<string, BuildRecord>();
    private readonly running = new Map<string, Running>();
    private readonly waiting = new Map<string, ((build: BuildRecord) => void)[]>();

    private readonly rooms: JobRooms;

    constructor(private readonly account: LocalAccount) {
        this.rooms = new JobRooms(account);
    }

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "build.started") return this.started(about, data, at);
        const build = this.byId.get(about);
        if (!build) return;
        if (kind === "phase.ended") {
            const { phase, status, why } = data;
            const contexts = typeof why === "string" ? [{ message: why }] : [];
            build.phases.push({ phaseType: String(phase), phaseStatus: String(status), contexts });
        }
        if (kind !== "build.ended") return;
        const { status, why, variables, outputs } = data as unknown as BuildEnd;
        build.end = { status, why, variables, outputs };
        for (const hear of this.waiting.get(about) ?? []) hear(build);
        this.waiting.delete(about);
    }

    private started(id: string, data: JsonObject, startedAt: number): void {
        const project = this.account.plans.at(String(data["project"]));
        if (!project) return;
        const request = data["request"] as unknown as BuildRequest;
        const token = typeof data["token"] === "string" ? data["token"] : undefined;
        this.byId.set(id, { id, project, request, startedAt, token, number: Number(data["number"]), phases: [] });
    }

    public start(project: Planned, request: BuildRequest, token?: string): BuildRecord {
        const again = [...this.byId.values()].filter((build) => token !== undefined && build.token === token).at(-1);
        return again ?? this.begin(project, request, token);
    }

    private begin(project: Planned, request: BuildRequest, token?: string): BuildRecord {
        const { account } = this;
        const arn = text(project.resource, "arn");
        const role = account.assume("codebuild.amazonaws.com", text(project.resource, "serviceRole"), arn);
        const id = `${text(project.resource, "name")}:${randomUUID()}`;
        const number =
            [...this.byId.values()].filter((build) => build.project.resource === project.resource).length + 1;
        account.record({
            kind: "build.started",
            about: id,
            data: asJson({ project: arn, number, request, action: request.action, token }),
            blobs: Object.values(request.inputs),
        });
        const build = this.byId.get(id);
        if (!build) throw new Error(`${id} was started and is not there`);
        this.announce(build, "IN_PROGRESS");
        const running = runBuild(account, build, { ...role, as: request.action ?? id }, this.rooms.next());
        this.running.set(id, running);
        account.work(running.ended.then((end) => this.finish(build, end)));
        return build;
    }

    private finish(build: BuildRecord, end: BuildEnd): void {
        this.running.delete(build.id);
        this.account.record({
            kind: "build.ended",
            about: build.id,
            data: asJson(end),
            blobs: Object.values(end.outputs),
        });
        this.announce(build, end.status);
    }

    public stop(id: string): void {
        this.running.get(id)?.stop();
    }

    public find(id: string): BuildRecord | undefined {
        return this.byId.get(id);
    }

    public async ended(id: string): Promise<BuildRecord> {
        const build = this.byId.get(id);
        if (!build) throw new Refused("ResourceNotFoundException", `no build ${id}`);
        if (build.end) return build;
        return new Promise((resolve) => this.waiting.set(id, [...(this.waiting.get(id) ?? []), resolve]));
    }

    /**
     * A killed engine took its builds along. The action of a pipeline is run again by the pipeline runner; a build that an
     * event started is begun again here.
     */
    public resume(): void {
        this.rooms.begin(this.account);
        for (const build of [...this.byId.values()].filter(({ end }) => !end)) {
            // First, so that a kill between the two starts it once more and never not at all.
            if (build.request.action === undefined) this.begin(build.project, build.request, build.token);
            const why = "the rehearsal was killed while it ran";
            this.finish(build, { status: "STOPPED", why, variables: {}, outputs: {} });
        }
    }

    private announce(build: BuildRecord, status: BuildEnd["status"] | "IN_PROGRESS"): void {
        const { project, request } = build;
        const { initiator } = request;
        this.account.part(Bus).put(buildEvent({ project, arn: buildArn(build), status, initiator }));
    }
}
