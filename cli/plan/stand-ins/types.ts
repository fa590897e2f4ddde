import { partitionOf } from "../../../text/partition";
import { arnIn } from "../../../plan/arn";
import { hexOf, type ProviderLocation } from "../names";
import type { Json, JsonObject } from "../../../plan/document";

/** What AWS would have decided by itself about one resource. */
export interface StandInResult {
    readonly id: string;
    readonly outputs: { readonly [property: string]: Json };
}

/** A row of a table: how one resource type is answered. */
export type StandIn = (it: ResourceRequest) => StandInResult;
export type StandInTable = { readonly [type: string]: StandIn };

/** A row of the table of functions. */
export type InvokeStandIn = (inputs: JsonObject, where: ProviderLocation) => { readonly [property: string]: Json };

/** One registration, with what every row needs to answer it. */
export class ResourceRequest implements ProviderLocation {
    public constructor(
        public readonly urn: string,
        public readonly type: string,
        public readonly inputs: JsonObject,
        /** What autonaming gives where the program sets no name. */
        public readonly autoname: string,
        public readonly account: string,
        public readonly region: string,
    ) {}

    /** An input as text; empty where it is not one. */
    public text(property: string): string {
        const value = this.inputs[property];
        return typeof value === "string" ? value : "";
    }

    /** The physical name: the program's own, else autonaming's. */
    public named(property = "name"): string {
        return this.text(property) || this.autoname;
    }

    public hex(length: number, salt = ""): string {
        return hexOf(this.urn, length, salt);
    }

    public uuid(): string {
        return this.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    }

    public get partition(): string {
        return partitionOf(this.region);
    }

    public arn(service: string, resource: string): string {
        return arnIn(this, service, resource);
    }

    /** For what has no region in its ARN: IAM. */
    public globalArn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}::${this.account}:${resource}`;
    }
}

type More = (it: ResourceRequest) => StandInResult["outputs"];

/** What AWS knows by its name, with an ARN that ends in it. */
export function byName(service: string, path = "", more: More = () => ({})): StandIn {
    return (it) => {
        const name = it.named();
        return { id: name, outputs: { arn: it.arn(service, path + name), name, ...more(it) } };
    };
}

/** The same, where the provider's id is the ARN. */
export function byArn(service: string, path = "", more?: More): StandIn {
    return (it) => ({ ...byName(service, path, more)(it), id: it.arn(service, path + it.named()) });
}

/** The last part of an ARN or a path. */
export function lastPart(text: string): string {
    return text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf(":")) + 1);
}
