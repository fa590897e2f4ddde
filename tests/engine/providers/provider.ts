import type * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { isDeepStrictEqual } from "node:util";

import { answer, opened, serve, toFields, toStruct, unknownText, type Fields, type Served } from "../support/wire";
import { construct } from "./construct";

/** One resource, as a stand-in sees it. */
export interface Asked {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly inputs: Fields;
    /** What autonaming would call it. */
    readonly proposedName?: string;
    /** Inputs of the run before. */
    readonly before?: Fields;
}

/** A child that a remote component registers. */
export interface Child {
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly inputs: Fields;
    readonly parent: string;
}
export interface Made {
    readonly urn: string;
    readonly id: string;
}
export type Register = (child: Child) => Promise<Made>;
/** A remote component that has been registered and waits for its children. */
export interface Component {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly inputs: Fields;
}

/** Imitates one provider, as far as a line needs it. */
export interface StandIn {
    readonly package: string;
    readonly version: string;
    /** The inputs with what the provider itself fills in; throws what it would refuse. */
    check(asked: Asked): Fields;
    /** What the cloud would answer; the same for the same resource. */
    make(asked: Asked): { readonly id: string; readonly outputs: Fields };
    /** Inputs that cannot change in place. @default none */
    replaces?(type: string): readonly string[];
    /** Outputs that a preview cannot know although the resource exists. @default none */
    moves?(type: string): readonly string[];
    /** Inputs whose changes do not count. @default none */
    overlooks?(type: string): readonly string[];
    invoke(token: string, args: Fields): Fields;
    /** Hears of what is really made or changed, and not of what is only previewed. */
    wrote?(asked: Asked): void;
    /** Registers a remote component's children and answers its outputs. */
    construct?(component: Component, register: Register): Promise<Fields>;
}

/** What a provider was really asked to do: the only witness that does not depend on how an engine prints. */
export interface Deed {
    readonly did: "create" | "update" | "delete";
    readonly urn: string;
}

/** Serves a stand-in to an engine. */
export function serveProvider(standIn: StandIn, deeds: Deed[]): Promise<Served> {
    const make = (urn: string, inputs: Fields): { id: string; outputs: Fields } =>
        standIn.make({ ...named(urn), inputs });
    const handlers: grpc.UntypedServiceImplementation = {
        getPluginInfo: answer<Empty, plugin.PluginInfo>(() => new plugin.PluginInfo().setVersion(standIn.version)),
        attach: answer<plugin.PluginAttach, Empty>(() => new Empty()),
        cancel: answer<Empty, Empty>(() => new Empty()),
        getSchema: answer<wire.GetSchemaRequest, wire.GetSchemaResponse>(() =>
            new wire.GetSchemaResponse().setSchema(JSON.stringify({ name: standIn.package, version: standIn.version })),
        ),
        checkConfig: answer<wire.CheckRequest, wire.CheckResponse>((request) =>
            new wire.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: answer<wire.DiffRequest, wire.DiffResponse>(() =>
            new wire.DiffResponse().setChanges(wire.DiffResponse.DiffChanges.DIFF_NONE),
        ),
        configure: answer<wire.ConfigureRequest, wire.ConfigureResponse>(() =>
            new wire.ConfigureResponse()
                .setAcceptsecrets(true)
                .setAcceptresources(false)
                .setSupportspreview(true)
                .setSupportsAutonamingConfiguration(true),
        ),
        check: answer<wire.CheckRequest, wire.CheckResponse>((request) => {
            const inputs = toFields(request.getNews());
            const before = request.getOlds() === undefined ? undefined : toFields(request.getOlds());
            try {
                const proposedName = request.getAutonaming()?.getProposedName();
                const checked = standIn.check({ ...named(request.getUrn()), inputs, before, proposedName });
                return new wire.CheckResponse().setInputs(toStruct(checked));
            } catch (error) {
                const failure = new wire.CheckFailure().setReason((error as Error).message);
                return new wire.CheckResponse().setInputs(request.getNews()).setFailuresList([failure]);
            }
        }),
        diff: answer<wire.DiffRequest, wire.DiffResponse>((request) => {
            const { type } = named(request.getUrn());
            const ignored = [...request.getIgnorechangesList(), ...(standIn.overlooks?.(type) ?? [])];
            const [before, after] = [toFields(request.getOldInputs()), toFields(request.getNews())].map(opened) as [
                Fields,
                Fields,
            ];
            const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
                (key) => !isDeepStrictEqual(before[key], after[key]) && !ignored.includes(key),
            );
            const { DIFF_NONE, DIFF_SOME } = wire.DiffResponse.DiffChanges;
            return new wire.DiffResponse()
                .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
                .setDiffsList(changed)
                .setReplacesList(changed.filter((key) => standIn.replaces?.(type).includes(key)));
        }),
        create: answer<wire.CreateRequest, wire.CreateResponse>((request) => {
            const inputs = toFields(request.getProperties());
            const { id, outputs } = make(request.getUrn(), inputs);
            if (request.getPreview()) {
                return new wire.CreateResponse().setProperties(toStruct({ ...veiled(outputs), ...inputs }));
            }
            deeds.push({ did: "create", urn: request.getUrn() });
            standIn.wrote?.({ ...named(request.getUrn()), inputs });
            return new wire.CreateResponse().setId(id).setProperties(toStruct(outputs));
        }),
        update: answer<wire.UpdateRequest, wire.UpdateResponse>((request) => {
            const { type } = named(request.getUrn());
            const inputs = toFields(request.getNews());
            const { outputs } = make(request.getUrn(), inputs);
            if (request.getPreview()) {
                const moving = Object.fromEntries((standIn.moves?.(type) ?? []).map((key) => [key, unknownText]));
                return new wire.UpdateResponse().setProperties(toStruct({ ...outputs, ...moving }));
            }
            deeds.push({ did: "update", urn: request.getUrn() });
            standIn.wrote?.({ ...named(request.getUrn()), inputs });
            return new wire.UpdateResponse().setProperties(toStruct(outputs));
        }),
        read: answer<wire.ReadRequest, wire.ReadResponse>((request) =>
            // Nothing drifts here: what was written is what is found.
            new wire.ReadResponse()
                .setId(request.getId())
                .setProperties(request.getProperties())
                .setInputs(request.getInputs()),
        ),
        pb_delete: answer<wire.DeleteRequest, Empty>((request) => {
            deeds.push({ did: "delete", urn: request.getUrn() });
            return new Empty();
        }),
        invoke: answer<wire.InvokeRequest, wire.InvokeResponse>((request) =>
            new wire.InvokeResponse().setReturn(
                toStruct(standIn.invoke(request.getTok(), opened(toFields(request.getArgs())) as Fields)),
            ),
        ),
        construct: answer<wire.ConstructRequest, wire.ConstructResponse>((request) => construct(standIn, request)),
    };
    handlers.delete = handlers.pb_delete as grpc.UntypedHandleCall;
    return serve((server) => server.addService(ResourceProviderService, handlers));
}

/** Type and name stand in the URN; the requests' own fields are empty with older engines. */
export function named(urn: string): { readonly urn: string; readonly type: string; readonly name: string } {
    const [, , types = "", name = ""] = urn.split("::");
    return { urn, type: types.split("$").at(-1) ?? "", name };
}

function veiled(outputs: Fields): Fields {
    return Object.fromEntries(Object.keys(outputs).map((key) => [key, unknownText]));
}
