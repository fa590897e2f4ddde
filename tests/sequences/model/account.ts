// What of AWS the sequences need: objects with versions, rules that hear of them, one service behind two colours.
import { isRecord, parsed, records, text, texts, type PlannedResource } from "../../../plan/plans";
import type { Pair } from "./types";

/** What an object or an artifact holds, as far as anybody here looks. */
export interface Content {
    readonly release?: string;
    readonly settings?: string;
    /** A record of what is live: whoever deploys it reads it again first. */
    readonly record?: true;
}

export interface Override {
    readonly actionName: string;
    readonly revisionType: string;
    readonly revisionValue: string;
}

export class Account {
    /** What the engine made, by URN: only what exists can hear, hold or run anything. */
    public readonly made = new Map<string, PlannedResource>();
    public running: Pair = { release: "none", settings: "none" };
    /** Pairs in the order in which they came to run. */
    public readonly history: Pair[] = [];
    /** The target group whose tasks are the service's own. */
    public colour = "";
    private readonly objects = new Map<string, Content[]>();
    private held?: (() => void)[];

    constructor(private readonly start: (pipelineArn: string, overrides: readonly Override[]) => void) {}

    public read(object: string, version?: string): Content | undefined {
        const versions = this.objects.get(object);
        return version === undefined ? versions?.at(-1) : versions?.[Number(version.slice(1))];
    }

    /** Writes a version and tells EventBridge, where the bucket does. */
    public write(object: string, content: Content): void {
        const versions = [...(this.objects.get(object) ?? []), content];
        this.objects.set(object, versions);
        const [bucket = "", ...key] = object.split("/");
        const records = this.ofType("aws:s3/bucketNotification:BucketNotification").some(
            ({ inputs }) => inputs["bucket"] === bucket && inputs["eventbridge"] === true,
        );
        if (!records) return;
        const version = `v${versions.length - 1}`;
        this.hear({
            source: "aws.s3",
            "detail-type": "Object Created",
            detail: { bucket: { name: bucket }, object: { key: key.join("/"), "version-id": version } },
        });
    }

    /** Writes several things before EventBridge has brought the first event anywhere. */
    public quickly(write: () => void): void {
        const held: (() => void)[] = [];
        this.held = held;
        write();
        this.held = undefined;
        for (const bring of held) bring();
    }

    /** Traffic moves to the other colour, and with it what runs. */
    public shift(to: Pair): void {
        this.running = to;
        this.history.push(to);
        const groups = this.groups();
        this.colour = groups.find((group) => group !== this.colour) ?? this.colour;
        this.route(this.colour);
    }

    /** Whether every listener of the service leads to the colour that runs. */
    public reachable(): boolean {
        return this.listeners().every((listener) => this.leadsTo.get(listener.urn) === this.colour);
    }

    /** Where a listener leads; Pulumi and CodeDeploy both can write it. */
    public readonly leadsTo = new Map<string, string>();

    public listeners(): readonly PlannedResource[] {
        return this.ofType("aws:lb/listener:Listener").filter(({ inputs }) => groupOf(inputs) !== undefined);
    }

    public ofType(type: string): readonly PlannedResource[] {
        return [...this.made.values()].filter((resource) => resource.type === type);
    }

    private groups(): readonly string[] {
        return this.ofType("aws:lb/targetGroup:TargetGroup").map((group) => text(group, "arn"));
    }

    private route(group: string): void {
        for (const listener of this.listeners()) this.leadsTo.set(listener.urn, group);
    }

    private hear(event: Record<string, unknown>): void {
        for (const rule of this.ofType("aws:cloudwatch/eventRule:EventRule")) {
            if (rule.inputs["eventBusName"] !== undefined) continue; // AWS's own events are heard on the default bus
            if (!matches(parsed(rule.inputs["eventPattern"]), event)) continue;
            for (const target of this.ofType("aws:cloudwatch/eventTarget:EventTarget")) {
                if (text(target, "rule") !== text(rule, "name")) continue;
                const bring = () => this.start(text(target, "arn"), overridesOf(target, event));
                if (this.held) this.held.push(bring);
                else bring();
            }
        }
    }
}

/** The target group a listener or a service of these inputs leads to. */
export function groupOf(inputs: Readonly<Record<string, unknown>>): string | undefined {
    const [first] = records(inputs["defaultActions"] ?? inputs["loadBalancers"]);
    return typeof first?.["targetGroupArn"] === "string" ? first["targetGroupArn"] : undefined;
}

/** EventBridge's patterns, as far as our rules use them: every key named must hold one of the texts listed. */
function matches(pattern: unknown, event: unknown): boolean {
    if (!isRecord(pattern)) return false;
    return Object.entries(pattern).every(([key, wanted]) => {
        const value = isRecord(event) ? event[key] : undefined;
        if (!Array.isArray(wanted)) return matches(wanted, value);
        if (texts(wanted).length !== wanted.length) return false; // no object is found by a prefix or a range here
        return typeof value === "string" && texts(wanted).includes(value);
    });
}

/** What the target's transformer makes of an event: which revision the run is about. */
function overridesOf(target: PlannedResource, event: unknown): readonly Override[] {
    const transformer = target.inputs["inputTransformer"];
    if (!isRecord(transformer)) return [];
    const paths = isRecord(transformer["inputPaths"]) ? transformer["inputPaths"] : {};
    let template = String(transformer["inputTemplate"]);
    for (const [name, path] of Object.entries(paths))
        template = template.replaceAll(`<${name}>`, JSON.stringify(at(event, String(path))));
    const input = parsed(template);
    return isRecord(input) ? (records(input["sourceRevisions"]) as unknown as Override[]) : [];
}

function at(event: unknown, path: string): string {
    const value = path
        .replace(/^\$\./, "")
        .split(".")
        .reduce<unknown>((below, key) => (isRecord(below) ? below[key] : undefined), event);
    return String(value);
}
