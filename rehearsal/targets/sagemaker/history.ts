import { everyAction } from "../../../plan/pipelines";
import { type Plans, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Configuration, Endpoint, Model } from "../../endpoints/hosting";
import type { Fact } from "../../engine/journal";
import type { RunningShown } from "../../screen/model";
import type { Story } from "../../screen/story";
import type { TargetHistory } from "../types";

/** A stack that a pipeline brings an endpoint to. */
interface Line {
    readonly stack: string;
    readonly name: string;
    readonly arn: string;
    /** Of the endpoint that is in it now. */
    endpoint?: string;
    /** The name of the configuration that CloudFormation believes in. */
    believes?: string;
}

/** What a fact of a stack's resource says, as far as this reads it. */
interface InStack {
    readonly type: string;
    readonly physicalId: string;
    readonly live?: { readonly known: { readonly ref: string; readonly attributes: Readonly<Record<string, string>> } };
    readonly gone?: string;
}

/** What endpoints serve, and whether that is what their stacks say. */
export class EndpointHistory implements TargetHistory {
    private readonly lines: readonly Line[];
    private readonly models = new Map<string, Model>();
    private readonly configurations = new Map<string, Configuration>();
    private readonly endpoints = new Map<string, Endpoint>();

    constructor(
        plans: Plans,
        private readonly others: Pick<Story, "images">,
    ) {
        const brought = everyAction(plans).filter(({ action }) => action.provider === "CloudFormation");
        const names = brought.map(({ action }) => action.configuration["StackName"]);
        this.lines = plans
            .ofType(TYPE.stack)
            .filter(({ resource }) => names.includes(text(resource, "name")))
            .map(({ plan, resource }) => ({ stack: plan.stack, name: resource.name, arn: resource.id ?? "" }));
    }

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "hosted.model") this.models.set(String(data["name"]), data as unknown as Model);
        if (kind === "hosted.endpoint-configuration")
            this.configurations.set(String(data["name"]), data as unknown as Configuration);
        if (kind === "hosted.endpoint") {
            const known = this.endpoints.get(about);
            const turned = { ...known, reason: undefined, ...data, changedAt: at };
            this.endpoints.set(about, turned as unknown as Endpoint);
        }
        if (kind === "hosted.gone") this.endpoints.delete(about);
        const line = this.lines.find(({ arn }) => arn === about);
        if (kind === "stack.resource" && line) follow(line, data as unknown as InStack);
    }

    public get running(): readonly RunningShown[] {
        return this.lines.map((line) => {
            const { stack, name } = line;
            const endpoint = this.endpoints.get(line.endpoint ?? "");
            const [variant] = this.configurations.get(endpoint?.configuration ?? "")?.variants ?? [];
            const { data = "", image = "" } = this.models.get(variant?.model ?? "") ?? {};
            const [, digest] = /([0-9a-f]{64})\.tar\.gz$/.exec(data) ?? [];
            // The image that serves is the one that trained.
            const commit = this.others.images.commitOf(image.split("@")[1] ?? "");
            return {
                ...{ stack, name, isDeployed: true },
                ...(digest === undefined ? {} : { carried: { kind: "model", digest: `sha256:${digest}`, commit } }),
                more: [
                    ...(endpoint ? [["endpoint", endpoint.name] as const] : []),
                    ...(variant ? [["on", onWhat(variant)] as const] : []),
                ],
                shortcomings: shortcomingsOf(line, endpoint),
            };
        });
    }
}

function follow(line: Line, { type, physicalId, live, gone }: InStack): void {
    const known = live?.known;
    if (type === "AWS::SageMaker::Endpoint") {
        if (known) line.endpoint = known.ref;
        if (gone !== undefined && line.endpoint === physicalId) line.endpoint = undefined;
    }
    if (type === "AWS::SageMaker::EndpointConfig" && known) line.believes = known.attributes["EndpointConfigName"];
}

function onWhat({ instances, serverless }: Configuration["variants"][number]): string {
    if (instances) return `${instances.count} ${instances.type}`;
    return `${String(serverless?.memory)} MB when it is asked, ${String(serverless?.concurrency)} at a time`;
}

function shortcomingsOf({ stack, name, believes }: Line, endpoint: Endpoint | undefined): readonly string[] {
    if (!endpoint) return [`${stack} ${name} has no endpoint: no release came to it`];
    const { status, configuration, reason } = endpoint;
    const why = reason === undefined ? "" : `: ${reason}`;
    if (status !== "InService") return [`${stack} ${name} is ${status}${why}`];
    if (believes !== undefined && configuration !== believes)
        return [`${stack} ${name} serves what was there before${why}`];
    return [];
}
