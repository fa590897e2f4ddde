// SageMaker's hosting: models, configurations and endpoints, as its descriptions know them. What runs is endpoints.ts.
import type { Json, JsonObject } from "../../plan/document";
import { records } from "../../plan/plans";
import { asJson, type Fact, type Fold } from "../engine/journal";

export interface Model {
    readonly arn: string;
    readonly name: string;
    readonly role: string;
    readonly image: string;
    /** `s3://bucket/key` of a `tar.gz`; none where the image has all that it needs. */
    readonly data?: string;
    readonly environment: Readonly<Record<string, string>>;
}

/** One variant of a configuration, as it was asked for. */
export interface Variant {
    readonly name: string;
    readonly model: string;
    /** None for a serverless one. */
    readonly instances?: { readonly type: string; readonly count: number };
    readonly serverless?: { readonly memory: number; readonly concurrency: number };
    readonly asked: JsonObject;
}

export interface Configuration {
    readonly arn: string;
    readonly name: string;
    readonly variants: readonly Variant[];
}

export type EndpointStatus = "Creating" | "InService" | "Updating" | "RollingBack" | "Failed" | "Deleting";

export interface Endpoint {
    readonly arn: string;
    readonly name: string;
    readonly status: EndpointStatus;
    /** What it serves. */
    readonly configuration: string;
    /** What it is on its way to. */
    readonly next?: string;
    readonly deployment?: Json;
    readonly reason?: string;
    readonly createdAt: number;
    readonly changedAt: number;
}

type Tags = Readonly<Record<string, string>>;
type Kind = "model" | "endpoint-configuration";

/**
 * By ARN. Its facts: `hosted.model` and `hosted.endpoint-configuration` when one is made, `hosted.gone` when it is deleted, `hosted.tags`,
 * and `hosted.endpoint` whenever an endpoint turns.
 */
export class Hosting implements Fold {
    private readonly models = new Map<string, Model>();
    private readonly configurations = new Map<string, Configuration>();
    private readonly endpoints = new Map<string, Endpoint>();
    private readonly tags = new Map<string, Tags>();

    constructor(
        private readonly account: { record(said: { kind: string; about: string; data: JsonObject }): unknown },
    ) {}

    public apply({ kind, about, data, at }: Fact): void {
        switch (kind) {
            case "hosted.model":
                this.models.set(about, { ...(data as unknown as Model), arn: about });
                break;
            case "hosted.endpoint-configuration":
                this.configurations.set(about, { ...(data as unknown as Configuration), arn: about });
                break;
            case "hosted.endpoint":
                this.endpoints.set(about, turned(this.endpoints.get(about), about, data, at));
                break;
            case "hosted.tags":
                this.tags.set(about, data as Tags);
                break;
            case "hosted.gone":
                for (const map of [this.models, this.configurations, this.endpoints, this.tags]) map.delete(about);
                break;
        }
    }

    public get everyEndpoint(): readonly Endpoint[] {
        return [...this.endpoints.values()];
    }

    public model(name: string): Model | undefined {
        return byName(this.models, name);
    }

    public configuration(name: string): Configuration | undefined {
        return byName(this.configurations, name);
    }

    public endpoint(name: string): Endpoint | undefined {
        return byName(this.endpoints, name);
    }

    /** What an endpoint serves under this name. */
    public variantOf({ configuration }: Endpoint, name: string): Variant | undefined {
        return this.configuration(configuration)?.variants.find((variant) => variant.name === name);
    }

    public tagsOf(arn: string): Tags {
        return this.tags.get(arn) ?? {};
    }

    /** ARNs of what has a tag with one of these values. */
    public tagged(key: string, values: readonly string[]): readonly string[] {
        return [...this.tags].filter(([, tags]) => values.includes(tags[key] ?? "")).map(([arn]) => arn);
    }

    public tag(arn: string, tags: Tags): void {
        this.account.record({ kind: "hosted.tags", about: arn, data: tags });
    }

    public make(kind: Kind, arn: string, made: object, tags: Tags): void {
        this.account.record({ kind: `hosted.${kind}`, about: arn, data: asJson(made) });
        this.tag(arn, tags);
    }

    public turn(arn: string, to: Partial<Endpoint> & Pick<Endpoint, "status">): void {
        this.account.record({ kind: "hosted.endpoint", about: arn, data: asJson(to) });
    }

    public forget(arn: string): void {
        this.account.record({ kind: "hosted.gone", about: arn, data: {} });
    }
}

/** A reason is said of one turn, and not of the next; so is what an endpoint is on its way to. */
function turned(known: Endpoint | undefined, arn: string, data: JsonObject, at: number): Endpoint {
    const all = {
        ...known,
        reason: undefined,
        next: undefined,
        ...data,
        arn,
        createdAt: known?.createdAt ?? at,
        changedAt: at,
    };
    return all as unknown as Endpoint;
}

/** SageMaker knows a name in capital and small letters alike. */
function byName<T extends { readonly name: string }>(all: ReadonlyMap<string, T>, name: string): T | undefined {
    return [...all.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
}

/** A list of AWS's `{ Key, Value }`. */
export function tagsIn(list: unknown): Tags {
    return Object.fromEntries(records(list).map(({ Key, Value }) => [String(Key), String(Value)]));
}
