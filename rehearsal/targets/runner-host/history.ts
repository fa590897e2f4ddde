// What hosts run: which release each of them said it has, and what its users were answered.
import type { JsonObject } from "../../../plan/document";
import { isRecord, parsed, type Plans, text } from "../../../plan/plans";
import type { Fact } from "../../engine/journal";
import { Log } from "../../screen/log";
import type { AnswerShown, InstanceShown, InstancesShown, RunningShown } from "../../screen/model";
import { whyOf } from "../../screen/story/runs";
import type { TargetHistory } from "../types";
import { movedOn, unanswered } from "../shown";
import { type HostPlace, hostsOf } from "./places";

interface Machine extends InstanceShown {
    readonly place: Kept;
}

interface Kept extends HostPlace {
    readonly machines: Machine[];
    /** What its host said that it has, when it was asked last; one in its place brings the same back by itself. */
    release?: string;
    carries?: string;
    stopped?: string;
    answered?: AnswerShown;
}

export class HostHistory implements TargetHistory {
    private readonly places: readonly Kept[];
    private readonly machines = new Map<string, Machine>();

    constructor(plans: Plans) {
        this.places = hostsOf(plans).map((place) => ({ ...place, machines: [] }));
    }

    public apply({ kind, about, at, data }: Fact): void {
        const machine = this.machines.get(about);
        switch (kind) {
            case "instance.launched":
                return this.begin(about, at, data);
            case "instance.lifecycle":
                return machine && movedOn(machine, at, data);
            case "line":
                return machine?.log.add(String(data["text"]));
            case "command":
                return machine && said(machine, data);
            case "autoscaling.stopped": {
                const place = this.places.find(({ runs }) => runs.urn === about);
                if (place) place.stopped = whyOf(data);
            }
        }
    }

    public takes(listener: string, answer: AnswerShown): boolean {
        const machine = [...this.machines.values()].find(({ arn }) => listener.includes(`/${arn}:`));
        if (machine && machine.ended === undefined) machine.place.answered = answer;
        return machine !== undefined;
    }

    public get instances(): readonly InstancesShown[] {
        return this.places.map(({ stack, name, machines }) => ({ stack, name, one: "host", each: machines }));
    }

    public get running(): readonly RunningShown[] {
        return this.places.map((place) => {
            const { stack, name, answered, isDeployed, machines, release, carries } = place;
            const living = machines.filter(({ ended }) => ended === undefined);
            const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(carries ?? "") ?? [];
            const placeholder = release === `${name}-placeholder`;
            return {
                ...{ stack, name, answered, isDeployed },
                carried: digest === undefined || placeholder ? undefined : { kind: "image", digest },
                more: [["hosts", String(living.length)]],
                shortcomings: isDeployed ? shortcomingsOf(place, living, placeholder) : [],
            };
        });
    }

    private begin(id: string, began: number, { of }: JsonObject): void {
        const place = this.places.find(({ runs }) => runs.urn === of);
        if (!place) return;
        const machine: Machine = {
            ...{ arn: id, name: id, status: "running", began, log: new Log(), place },
            image: text(place.runs, "name"),
        };
        this.machines.set(id, machine);
        place.machines.push(machine);
    }
}

/** The answer to the question that Verify puts. */
function said(machine: Machine, { plugin, status, out }: JsonObject): void {
    const answer = plugin === "ask" && status === "Success" ? parsed(String(out).split("\n")[0]) : undefined;
    if (!isRecord(answer) || !isRecord(answer["deployed"])) return;
    machine.place.release = String(answer["deployed"]["release"]);
    machine.place.carries = String(answer["image"]);
}

function shortcomingsOf(place: Kept, living: readonly Machine[], placeholder: boolean): readonly string[] {
    const { stack, name, release, stopped } = place;
    const where = `${stack} ${name}`;
    return [
        ...(stopped === undefined ? [] : [stopped]),
        ...(living.length === 0 ? [`${where} has no host`] : []),
        ...(release !== undefined ? [] : [`${where} has a host that never said which release it has`]),
        ...(placeholder ? [`${where} still runs the placeholder`] : []),
        ...unanswered({ ...place, isReleased: release !== undefined && !placeholder }),
    ];
}
