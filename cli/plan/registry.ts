import { physicalName, urnOf, type Autonaming } from "./names";
import type { JsonObject, PlannedOptions, PlannedResource } from "../../plan/document";
import type { Session } from "./sdk";
import { answerTo, ResourceRequest, type ProviderLocation } from "./stand-ins";
import { fieldsFromWire } from "./values";
import { whereProviderWorks } from "./where";

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

/** What a program has registered so far: each under its URN, with where it lives and what AWS would have decided. */
export class Registry {
    public readonly resources: Registered = new Map();
    private readonly providers = new Map<string, ProviderLocation>();

    public constructor(
        private readonly session: Session,
        private readonly home: ProviderLocation,
        private readonly autonaming: Autonaming,
    ) {}

    /** Keeps one registration, and answers as the engine would once AWS has answered. */
    public add(
        asked: Registration,
        wire: JsonObject,
        options: PlannedOptions,
        readId?: string,
    ): { urn: string; id: string; state: JsonObject } {
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
        return { urn, id: known.id, state: custom || remote ? { ...wire, ...known.outputs } : {} };
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
        const provider = this.providers.get(providerRef.slice(0, providerRef.lastIndexOf("::"))) ?? this.home;
        return typeof wire.region === "string" && providerRef !== "" ? { ...provider, region: wire.region } : provider;
    }
}
