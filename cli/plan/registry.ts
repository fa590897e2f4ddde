import type * as aliasproto from "@pulumi/pulumi/proto/alias_pb";
import type * as resproto from "@pulumi/pulumi/proto/resource_pb";

import {
    byText,
    type Json,
    type JsonObject,
    type PlannedOptions,
    type PlannedResource,
    sorted,
} from "../../plan/document";
import { type Autonaming, physicalName, type ProviderLocation, urnOf, whereProviderWorks } from "./names";
import type { Session } from "./sdk";
import { answerTo, ResourceRequest } from "./stand-ins";
import { fieldsFromWire } from "./values";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type Registered = Map<string, Mutable<PlannedResource>>;

interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly providerRef: string;
    readonly custom: boolean;
    readonly remote: boolean;
}

type Answer = { readonly urn: string; readonly id: string; readonly state: JsonObject };

/** What a program has registered so far: each under its URN, with where it lives and what AWS would have decided. */
export class Registry {
    public readonly resources: Registered = new Map();
    private readonly providers = new Map<string, ProviderLocation>();
    private readonly answers = new Map<string, Answer>();

    public constructor(
        private readonly session: Session,
        private readonly home: ProviderLocation,
        private readonly autonaming: Autonaming,
    ) {}

    /** Keeps one registration, and answers as the engine would once AWS has answered. */
    public add(asked: Registration, wire: JsonObject, options: PlannedOptions, readId?: string): Answer {
        const { stack, project, root, preview } = this.session;
        const { type, name, custom, remote } = asked;
        const parent = asked.parent === "" ? this.stackUrn(type) : asked.parent;
        const urn = urnOf(stack, project, parent, type, name);
        if (this.resources.has(urn)) {
            throw new Error(
                `two resources have the same URN ${urn}; names must differ even below different parents of one type`,
            );
        }
        const provider = type.split(":")[0];
        const where = this.placeOf(asked.providerRef, wire);
        const inputs = fieldsFromWire(wire, { root, plainOnly: !custom && !remote });
        const facts = new ResourceRequest(
            urn,
            type,
            inputs,
            physicalName(this.autonaming, { urn, type, name, project, stack }),
            where.account,
            where.region,
        );
        const answer = custom || remote ? answerTo(facts) : { id: "", outputs: {} };
        const id = readId ?? answer.id;
        const known =
            preview && !type.startsWith("pulumi:providers:") && readId === undefined
                ? { id: "", outputs: {} }
                : { id, outputs: answer.outputs };
        if (type.startsWith("pulumi:providers:")) {
            this.providers.set(urn, whereProviderWorks(wire, this.home));
        }
        this.resources.set(urn, {
            urn,
            type,
            name,
            custom,
            ...(parent === undefined ? {} : { parent }),
            ...(custom && provider !== undefined ? { provider } : {}),
            ...(custom && where.account !== this.home.account ? { account: where.account } : {}),
            ...(custom && where.region !== this.home.region ? { region: where.region } : {}),
            ...(readId === undefined ? {} : { external: true as const }),
            inputs,
            outputs: fieldsFromWire(known.outputs, { root }),
            ...(custom && known.id !== "" ? { id: known.id } : {}),
            options,
        });
        const made = { urn, id: known.id, state: custom || remote ? { ...wire, ...known.outputs } : {} };
        this.answers.set(urn, made);
        return made;
    }

    /** What was answered to a registration: a program that hands on a whole resource has it asked for anew. */
    public answered(urn: string): Answer | undefined {
        return this.answers.get(urn);
    }

    /** The engine hangs whatever has no parent below the stack. */
    private stackUrn(type: string): string | undefined {
        const { stack, project } = this.session;
        return type === "pulumi:pulumi:Stack"
            ? undefined
            : urnOf(stack, project, undefined, "pulumi:pulumi:Stack", `${project}-${stack}`);
    }

    /** A resource may name a region of its own (aws 7); its account is its provider's. */
    public placeOf(providerRef: string, wire: JsonObject = {}): ProviderLocation {
        const provider = this.providers.get(providerOf(providerRef)) ?? this.home;
        return typeof wire.region === "string" && providerRef !== "" ? { ...provider, region: wire.region } : provider;
    }
}

/** The URN in a reference, which the SDK ends with the provider's id. */
function providerOf(reference: string): string {
    return reference.slice(0, Math.max(reference.lastIndexOf("::"), 0));
}

/** What was set, and nothing the SDK adds by itself. */
export function optionsOf(request: resproto.RegisterResourceRequest): PlannedOptions {
    const some = <T>(values: readonly T[]): readonly T[] | undefined => (values.length === 0 ? undefined : values);
    const byProperty: Record<string, readonly string[]> = {};
    request
        .getPropertydependenciesMap()
        .forEach((of: resproto.RegisterResourceRequest.PropertyDependencies, property: string) => {
            if (of.getUrnsList().length > 0) {
                byProperty[property] = of.getUrnsList().sort(byText);
            }
        });
    const timeouts = Object.entries(request.getCustomtimeouts()?.toObject() ?? {}).filter(([, value]) => value !== "");
    const options: PlannedOptions = {
        protect: request.getProtect() === true ? true : undefined,
        ignoreChanges: some(request.getIgnorechangesList()),
        replaceOnChanges: some(request.getReplaceonchangesList()),
        dependsOn: some(request.getDependenciesList().sort(byText)),
        propertyDependencies: Object.keys(byProperty).length === 0 ? undefined : sorted(byProperty),
        deleteBeforeReplace:
            request.getDeletebeforereplacedefined() && request.getDeletebeforereplace() ? true : undefined,
        retainOnDelete: request.getRetainondelete() === true ? true : undefined,
        deletedWith: request.getDeletedwith() || undefined,
        import: request.getImportid() || undefined,
        // Every provider resource has the same list, by the SDK.
        additionalSecretOutputs: some(
            request.getType().startsWith("pulumi:") ? [] : request.getAdditionalsecretoutputsList(),
        ),
        customTimeouts: timeouts.length === 0 ? undefined : Object.fromEntries(timeouts),
        provider: providerOf(request.getProvider()) || undefined,
        aliases: some(request.getAliasesList().flatMap((alias) => aliasOf(alias, request))),
    };
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** An alias, unless the provider's SDK made it: it names a former type of the same resource, on every such resource. */
function aliasOf(alias: aliasproto.Alias, request: resproto.RegisterResourceRequest): Json[] {
    const spec = alias.getSpec();
    if (spec === undefined) {
        return [alias.getUrn()];
    }
    const parent = spec.getParenturn() === request.getParent() ? "" : spec.getParenturn();
    const { name, type, stack, project } = spec.toObject();
    const fields = { name, type, stack, project, parent };
    const set = Object.entries(fields).filter(([, value]) => value !== "");
    if (request.getCustom() && set.length === 1 && fields.type !== "") {
        return [];
    }
    return [{ ...Object.fromEntries(set), ...(spec.getNoparent() ? { noParent: true } : {}) }];
}
