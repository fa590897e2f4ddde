import * as resproto from "@pulumi/pulumi/proto/resource_pb";
import * as provproto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Autonaming, ProviderLocation } from "./names";
import { optionsOf, type Registered, Registry } from "./registry";
import type { Json, JsonObject, PlannedInvoke } from "../../plan/document";
import { MockMonitor, type Session } from "./sdk";
import { answerToInvoke } from "./stand-ins";
import { outputOfOther } from "./stand-ins/others";
import { fieldsFromWire } from "./values";

type Reply<T> = (error: Error | null, response?: T) => void;

/** Everything one run registered. */
export interface Recorded {
    readonly resources: Registered;
    readonly invokes: PlannedInvoke[];
    /** The first thing that went wrong; what follows it is only its echo. */
    failure: Error | undefined;
}

/**
 * Stands where the engine would: sees every registration with its options, answers with stand-ins.
 * What it leaves to `record.ts` is running the program and deciding when it is over.
 */
export class Recorder extends MockMonitor {
    public readonly recorded: Recorded;
    private readonly registry: Registry;

    public constructor(
        private readonly session: Session,
        home: ProviderLocation,
        autonaming: Autonaming,
        /** Calls a test expects; it wins over the stand-ins, and with it nothing else is answered. */
        private readonly calls?: (token: string, inputs: JsonObject) => JsonObject | undefined,
    ) {
        super({ newResource: () => ({ id: undefined, state: {} }), call: () => ({}) });
        this.registry = new Registry(session, home, autonaming);
        this.recorded = { resources: this.registry.resources, invokes: [], failure: undefined };
    }

    public override async registerResource(
        request: resproto.RegisterResourceRequest,
        reply: Reply<resproto.RegisterResourceResponse>,
    ): Promise<void> {
        await this.answer(reply, () => {
            const custom = request.getCustom();
            const wire = request.getObject()?.toJavaScript() ?? {};
            const made = this.registry.add(
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
            const made = this.registry.add(asked, wire, {}, request.getId());
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
            if (token === "pulumi:pulumi:getResource") {
                const known = this.registry.answered(String(inputs.urn));
                if (known === undefined) throw new Error(`no resource of this program is ${String(inputs.urn)}`);
                const found = new provproto.InvokeResponse();
                found.setReturn(Struct.fromJavaScript(known));
                return found;
            }
            const { outputs, guessed } =
                this.calls === undefined
                    ? answerToInvoke(token, inputs, this.registry.placeOf(request.getProvider()))
                    : { outputs: this.calls(token, inputs), guessed: undefined };
            if (outputs === undefined) throw new Error(`no stand-in for the function ${token}`);
            this.recorded.invokes.push({
                token,
                inputs,
                outputs: fieldsFromWire(outputs, { root: this.session.root }),
                ...(guessed ? { guessed } : {}),
            });
            const response = new provproto.InvokeResponse();
            response.setReturn(Struct.fromJavaScript(outputs));
            return response;
        });
    }

    /** What another stack gives, where nothing here knows it. */
    public askOther(stack: string, name: string): Json {
        const value = outputOfOther(stack, name);
        const token = "pulumi:pulumi:StackReference.getOutput";
        this.recorded.invokes.push({ token, inputs: { stack, name }, outputs: { value }, guessed: true });
        return value;
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
}
