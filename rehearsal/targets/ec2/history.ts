// What machines run: which release came to each of them, what they said, and for how long nobody answered.
import type { JsonObject } from "../../../plan/document";
import { isRecord, type Plans, text } from "../../../plan/plans";
import type { Fact } from "../../engine/journal";
import { Log } from "../../screen/log";
import type { AnswerShown, InstanceShown, InstancesShown, RunningShown } from "../../screen/model";
import { lasting } from "../../screen/screen";
import { whyOf } from "../../screen/story/runs";
import type { TargetHistory } from "../types";
import { isWell, movedOn, unanswered } from "../shown";
import { type Place, placesOf } from "./places";

interface Machine extends InstanceShown {
    readonly place: Kept;
    /** The deployment whose revision it got last. */
    deployment?: string;
    /** Since when nothing answers there, and after which event something does. */
    quiet?: { readonly since: number; readonly until: string };
}

interface Kept extends Place {
    readonly machines: Machine[];
    /** Why no more of them are launched. */
    stopped?: string;
    /** The longest time in which its one machine did not answer. */
    gap?: number;
    answered?: AnswerShown;
}

export class MachineHistory implements TargetHistory {
    private readonly places: readonly Kept[];
    private readonly machines = new Map<string, Machine>();
    /** What a revision says of itself, by the deployment. */
    private readonly releases = new Map<string, JsonObject>();

    constructor(plans: Plans) {
        this.places = placesOf(plans).map((place) => ({ ...place, machines: [] }));
    }

    public apply(fact: Fact): void {
        const { kind, about, at, data } = fact;
        const machine = this.machines.get(about);
        switch (kind) {
            case "instance.launched":
                return this.begin(about, at, data);
            case "instance.lifecycle":
                return machine && movedOn(machine, at, data);
            case "line":
                return machine?.log.add(String(data["text"]));
            case "autoscaling.stopped": {
                const place = this.places.find(({ runs }) => runs.urn === about);
                if (place) place.stopped = whyOf(data);
                return;
            }
            // Answers of before are of another version.
            case "asked":
                for (const place of this.places) place.answered = undefined;
                return;
            case "deployment.started":
                if (isRecord(data["release"])) this.releases.set(about, data["release"]);
                return;
            case "deployment.target":
                return this.deployed(about, data);
            case "deployment.event":
                return this.played(at, data);
        }
    }

    public takes(listener: string, answer: AnswerShown): boolean {
        const machine = [...this.machines.values()].find(({ arn }) => listener.includes(`/${arn}:`));
        const place = machine?.place ?? this.places.find((each) => each.answersAt(listener));
        // Of several machines, the one that is not well is what must be known.
        if (place && (place.answered === undefined || isWell(place.answered))) place.answered = answer;
        return place !== undefined;
    }

    public get instances(): readonly InstancesShown[] {
        return this.places.map(({ stack, name, machines }) => ({ stack, name, one: "machine", each: machines }));
    }

    public get running(): readonly RunningShown[] {
        return this.places.map((place) => {
            const { stack, name, answered, isDeployed, gap, machines } = place;
            const living = machines.filter(({ ended }) => ended === undefined);
            const releases = living.map(({ deployment }) => this.releases.get(deployment ?? ""));
            const [release] = releases;
            const { digest, carries, commit } = release ?? {};
            return {
                ...{ stack, name, answered, isDeployed },
                carried:
                    typeof digest !== "string" || release?.["placeholder"] === true
                        ? undefined
                        : {
                              kind: String(carries),
                              digest,
                              commit: isRecord(commit) ? String(commit["id"]) : undefined,
                          },
                more: [["machines", String(living.length)]],
                noticed:
                    gap === undefined
                        ? undefined
                        : `nobody was answered for ${lasting(gap)} while its one machine changed`,
                shortcomings: isDeployed ? shortcomingsOf(place, releases) : [],
            };
        });
    }

    private begin(id: string, began: number, data: JsonObject): void {
        const place = this.places.find(({ runs }) => runs.urn === data["of"]);
        if (!place) return;
        const image = String(place.runs.inputs["ami"] ?? text(place.runs, "name"));
        const machine = { arn: id, name: id, status: "running" as const, began, image, log: new Log(), place };
        this.machines.set(id, machine);
        place.machines.push(machine);
    }

    private deployed(deployment: string, { instance, status, why }: JsonObject): void {
        const machine = this.machines.get(String(instance));
        if (machine && status === "Succeeded") Object.assign(machine, { deployment, why: undefined });
        else if (machine && status === "Failed") machine.why = `${deployment}: ${String(why)}`;
    }

    /** From the moment that the old release stops until the new one is there: with one machine, nobody answers. */
    private played(at: number, { instance, event, status }: JsonObject): void {
        const machine = this.machines.get(String(instance));
        if (!machine?.place.isAlone || machine.deployment === undefined || status !== "Succeeded") return;
        if (event === "BlockTraffic") machine.quiet = { since: at, until: "AllowTraffic" };
        if (event === "ApplicationStop") machine.quiet ??= { since: at, until: "ValidateService" };
        if (event !== machine.quiet?.until) return;
        machine.place.gap = Math.max(machine.place.gap ?? 0, at - (machine.quiet?.since ?? at));
        machine.quiet = undefined;
    }
}

function shortcomingsOf(place: Kept, releases: readonly (JsonObject | undefined)[]): readonly string[] {
    const { stack, name, stopped } = place;
    const where = `${stack} ${name}`;
    const ids = new Set(releases.map((release) => (release === undefined ? "nothing" : String(release["id"]))));
    const isPlaceholder = releases.some((release) => release?.["placeholder"] === true);
    return [
        ...(stopped === undefined ? [] : [stopped]),
        ...(releases.length === 0 ? [`${where} has no machine`] : []),
        ...(ids.has("nothing") ? [`${where} has a machine that no release was brought to`] : []),
        ...(ids.size > 1 ? [`${where} runs ${[...ids].join(" and ")} beside each other`] : []),
        ...(isPlaceholder ? [`${where} still runs the placeholder`] : []),
        ...unanswered({ ...place, isReleased: releases.length > 0 && !isPlaceholder && !ids.has("nothing") }),
    ];
}
