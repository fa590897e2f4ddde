import * as resproto from "@pulumi/pulumi/proto/resource_pb";
import * as provproto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { physicalName, urnOf, type Autonaming } from "./names";
import { optionsOf } from "./options";
import { whereProviderWorks } from "./where";
import type { JsonObject, PlannedInvoke, PlannedOptions, PlannedResource } from "./plan";
import { MockMonitor, type Session } from "./sdk";
import { answerTo, answerToInvoke, Asked, knownFunctions, type Where } from "./stand-ins";
import { fieldsFromWire } from "./values";

type Reply<T> = (error: Error | null, response?: T) => void;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Everything one run registered. */
export interface Recorded {
    readonly resources: Map<string, Mutable<PlannedResource>>;
    readonly invokes: PlannedInvoke[];
    /** The first thing that went wrong; what follows it is only its echo. */
    failure: Error | undefined;
}

/**
 * Stands where the engine would: sees every registration with its options, answers with stand-ins.
 * What it leaves to `record.ts` is running the program and deciding when it is over.
 */
export class Recorder extends MockMonitor {
    public readonly recorded: Recorded = { resources: new Map(), invokes: [], failure: undefined };
    private readonly providers = new Map<string, Where>();

    public constructor(
        private readonly session: Session,
        private readonly home: Where,
        private readonly autonaming: Autonaming,
        /** Calls a test expects; it wins over the stand-ins, and with it nothing else is answered. */
        private readonly calls?: (token: string, inputs: JsonObject) => JsonObject | undefined,
    ) {
        super({ newResource: () => ({ id: undefined, state: {} }), call: () => ({}) });
    }

    public override async registerResource(
        request: resproto.RegisterResourceRequest,
        reply: Reply<resproto.RegisterResourceResponse>,
    ): Promise<void> {
        await this.answer(reply, () => {
            const custom = request.getCustom();
            const wire = request.getObject()?.toJavaScript() ?? {};
            const made = this.keep(
                {
                    type: request.getType(),
                    name: request.getName(),
                    parent: request.getParent(),
                    providerRef: request.getProvider(),
                    custom,
                    remote: request.getRemote(),
                },
                wire,
                optionsOf(request),
            );
            const response = new resproto.RegisterResourceResponse();
            response.setUrn(made.urn);
            response.setId(made.id);
            response.setObject(Struct.fromJavaScript(made.state));
            return response;
        });
    }

    public override async readResource(
        request: resproto.ReadResourceRequest,
        reply: Reply<resproto.ReadResourceResponse>,
    ): Promise<void> {
        await this.answer(reply, () => {
            const wire = request.getProperties()?.toJavaScript() ?? {};
            const asked = {
                type: request.getType(),
                name: request.getName(),
                parent: request.getParent(),
                providerRef: request.getProvider(),
                custom: true,
                remote: false,
            };
            const made = this.keep(asked, wire, {}, request.getId());
            const response = new resproto.ReadResourceResponse();
            response.setUrn(made.urn);
            response.setProperties(Struct.fromJavaScript(made.state));
            return response;
        });
    }

    public override registerResourceOutputs(
        request: resproto.RegisterResourceOutputsRequest,
        reply: Reply<object>,
    ): void {
        void this.answer(reply, () => {
            const resource = this.recorded.resources.get(request.getUrn());
            const outputs = request.getOutputs()?.toJavaScript() ?? {};
            if (resource !== undefined) {
                resource.outputs = fieldsFromWire(outputs, { root: this.session.root });
            }
            return {};
        });
    }

    public override async invoke(
        request: resproto.ResourceInvokeRequest,
        reply: Reply<provproto.InvokeResponse>,
    ): Promise<void> {
        await this.answer(reply, () => {
            const token = request.getTok();
            const inputs = fieldsFromWire(request.getArgs()?.toJavaScript() ?? {}, {
                root: this.session.root,
            });
            const outputs =
                this.calls === undefined
                    ? answerToInvoke(token, inputs, this.placeOf(request.getProvider()))
                    : this.calls(token, inputs);
            if (outputs === undefined) {
                throw new Error(
                    `no stand-in for the function ${token}; a plan runs without an account and knows ${knownFunctions().join(", ")}`,
                );
            }
            this.recorded.invokes.push({
                token,
                inputs,
                outputs: fieldsFromWire(outputs, { root: this.session.root }),
            });
            const response = new provproto.InvokeResponse();
            response.setReturn(Struct.fromJavaScript(outputs));
            return response;
        });
    }

    /** Hooks run in the engine; a plan has none, but a resource that asks for one must not fail. */
    public registerResourceHook(_request: unknown, reply: Reply<object>): void {
        reply(null, {});
    }

    public override supportsFeature(
        request: resproto.SupportsFeatureRequest,
        reply: Reply<{ getHassupport(): boolean }>,
    ): void {
        const off = ["outputValues", "transforms", "invokeTransforms"];
        reply(null, { getHassupport: () => !off.includes(request.getId()) });
    }

    private async answer<T>(reply: Reply<T>, body: () => T): Promise<void> {
        let response: T;
        try {
            // A real engine never answers in the same turn; programs that rely on it are wrong there.
            await Promise.resolve();
            response = body();
        } catch (error) {
            this.recorded.failure ??= error as Error;
            reply(error as Error);
            return;
        }
        reply(null, response);
    }

    private keep(
        asked: Registration,
        wire: JsonObject,
        options: PlannedOptions,
        readId?: string,
    ): { urn: string; id: string; state: JsonObject } {
        const { stack, project, root, preview } = this.session;
        const { type, name, custom, remote } = asked;
        const parent = asked.parent === "" ? this.stackUrn(type) : asked.parent;
        const urn = urnOf(stack, project, parent, type, name);
        if (this.recorded.resources.has(urn)) {
            throw new Error(
                `two resources have the same URN ${urn}; names must differ even below different parents of one type`,
            );
        }
        const provider = type.split(":")[0];
        const where = this.placeOf(asked.providerRef, wire);
        const inputs = fieldsFromWire(wire, { root, plainOnly: !custom && !remote });
        const facts = new Asked(
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
        this.recorded.resources.set(urn, {
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
    private placeOf(providerRef: string, wire: JsonObject = {}): Where {
        const provider = this.providers.get(providerRef.slice(0, providerRef.lastIndexOf("::"))) ?? this.home;
        return typeof wire.region === "string" && providerRef !== "" ? { ...provider, region: wire.region } : provider;
    }
}

interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly providerRef: string;
    readonly custom: boolean;
    readonly remote: boolean;
}
