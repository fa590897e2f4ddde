import * as grpc from "@grpc/grpc-js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { version as awsVersion } from "@pulumi/aws/package.json";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { toFields, toStruct } from "../support/wire";
import type { Child, StandIn } from "./provider";

/** Builds a remote component for the engine: every child is registered back with the monitor that asked. */
export async function construct(standIn: StandIn, request: wire.ConstructRequest): Promise<wire.ConstructResponse> {
    const client = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure());
    const call = (asked: monitor.RegisterResourceRequest): Promise<monitor.RegisterResourceResponse> =>
        new Promise((resolve, reject) =>
            client.registerResource(asked, (error, response) => (error === null ? resolve(response) : reject(error))),
        );
    const aws = request.getProvidersMap().get("aws");
    try {
        const type = request.getType();
        const itself = common({
            type,
            name: request.getName(),
            custom: false,
            inputs: toFields(request.getInputs()),
            parent: request.getParent(),
        });
        for (const [name, provider] of request.getProvidersMap().entries()) {
            itself.getProvidersMap().set(name, provider);
        }
        itself.setProtect(request.getProtect() ?? false).setAliasesList(request.getAliasesList());
        const urn = (await call(itself)).getUrn();
        const component = { type, name: request.getName(), urn, inputs: toFields(request.getInputs()) };
        const outputs = await standIn.construct?.(component, async (child) => {
            // Without a provider of the program's own, the default one of the same version as the program's.
            const asked = common(child)
                .setProvider(aws ?? "")
                .setVersion(aws === undefined ? awsVersion : "");
            const made = await call(asked);
            return { urn: made.getUrn(), id: made.getId() };
        });
        const state = toStruct(outputs ?? {});
        await new Promise<Empty>((resolve, reject) =>
            client.registerResourceOutputs(
                new monitor.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(state),
                (error, response) => (error === null ? resolve(response) : reject(error)),
            ),
        );
        return new wire.ConstructResponse().setUrn(urn).setState(state);
    } finally {
        client.close();
    }
}

function common(child: Child): monitor.RegisterResourceRequest {
    return new monitor.RegisterResourceRequest()
        .setType(child.type)
        .setName(child.name)
        .setParent(child.parent)
        .setCustom(child.custom)
        .setObject(toStruct(child.inputs))
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAliasspecs(true);
}
