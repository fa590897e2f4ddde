// What serves one configuration of an endpoint: a container of the model's image with its data, asked at /ping until it answers.
import { request } from "node:http";

import { MODEL_START } from "../../iam/calls/sagemaker-hosting";
import { askRows, type Caller, Denied, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Address, Container } from "../containers/engine";
import { AT_LEAST } from "../engine/clock";
import { Room } from "../sagemaker/room";
import { Objects } from "../services/objects";
import type { Endpoint, Model, Variant } from "./hosting";

/** https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html */
const PORT = 8080;
/** A model has so long to answer, and a container to answer at all. */
const PATIENCE_MS = 60_000;
/** Python with its libraries takes its time to be there, whatever AWS's clock says. */
const STARTS_MS = 60_000;

export interface Answer {
    readonly status: number;
    readonly contentType: string;
    readonly body: Buffer;
    readonly millis: number;
}

export interface Request {
    readonly contentType: string;
    readonly accept: string;
    readonly body: Uint8Array;
}

/** One variant that serves; its instances are one container here. */
export class ServingFleet {
    private container?: Container;
    private starting?: Promise<void>;
    private room?: Room;

    constructor(
        private readonly account: LocalAccount,
        private readonly endpoint: Pick<Endpoint, "arn" | "name">,
        public readonly variant: Variant,
        private readonly model: Model,
    ) {}

    /** Ends when `/ping` has answered 200; throws in SageMaker's words. A second call waits for the first one's end. */
    public start(): Promise<void> {
        return (this.starting ??= this.begin());
    }

    public async stop(): Promise<void> {
        await this.starting?.catch(() => undefined);
        await this.container?.stop(AT_LEAST.stopping);
        this.room?.close();
    }

    /** One invocation; a container that is not there yet is started first, which takes its time. */
    public async invoke({ contentType, accept, body }: Request): Promise<Answer> {
        await this.start();
        const begun = performance.now();
        const headers = { "content-type": contentType, accept, "content-length": body.length };
        const answer = await this.http("POST", "/invocations", headers, body);
        return { ...answer, millis: performance.now() - begun };
    }

    private async begin(): Promise<void> {
        const { account, model } = this;
        const by: Caller = account.assume("sagemaker.amazonaws.com", model.role, this.endpoint.arn);
        this.askForAll(by);
        const room = (this.room = new Room(account));
        if (model.data !== undefined) await room.folder.unpack("model", this.dataAt(model.data));
        else room.folder.folder("model");
        this.container = await room.run({
            image: model.image,
            env: { ...model.environment, SAGEMAKER_BIND_TO_PORT: String(PORT), SAGEMAKER_SAFE_PORT_RANGE: "8080-8099" },
            // SageMaker runs `docker run image serve`.
            command: ["serve"],
            port: PORT,
            name: `${this.endpoint.name}-${this.variant.model}`,
            log: (line) => account.say(this.endpoint.arn, line),
        });
        await this.answersPing();
    }

    private askForAll(by: Caller): void {
        const { account, model, endpoint } = this;
        const plan = account.plans.at(model.role)?.plan ?? account.plans.all[0];
        if (!plan) throw new Error("an endpoint needs a plan that its role is in");
        try {
            askRows(account.gateway, by, MODEL_START, {
                plans: account.plans,
                plan,
                endpoint: endpoint.name,
                image: model.image,
                ...(model.data === undefined ? {} : { data: model.data }),
            });
        } catch (error) {
            if (!(error instanceof Denied)) throw error;
            const what = error.call.action.startsWith("ecr:")
                ? `pull image ${model.image}`
                : `access model data at ${model.data ?? "none"}`;
            throw new Refused(
                "ValidationException",
                `Could not ${what}. Please ensure that the role "${model.role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "${error.call.action}" permissions on ${error.call.on}`,
            );
        }
    }

    private dataAt(url: string): Buffer {
        const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
        const found = this.account.part(Objects).find(bucket, key);
        if (!found) throw new Refused("ValidationException", `Could not find model data at ${url}.`);
        return this.account.blobs.get(found.digest);
    }

    private async answersPing(): Promise<void> {
        const end = Date.now() + STARTS_MS;
        const ended = this.container?.ended.then((code) => {
            throw new Refused(
                "ClientError",
                `The primary container for production variant ${this.variant.name} ended with exit code ${code}. Please check CloudWatch logs for this endpoint.`,
            );
        });
        ended?.catch(() => undefined);
        while (Date.now() < end) {
            const looks = this.http("GET", "/ping", {}).then(
                ({ status }) => status === 200,
                () => false,
            );
            if (await Promise.race([looks, ...(ended ? [ended] : [])])) return;
            await Promise.race([
                new Promise((resolve) => setTimeout(resolve, AT_LEAST.healthInterval * 2)),
                ...(ended ? [ended] : []),
            ]);
        }
        throw new Refused(
            "ClientError",
            `The primary container for production variant ${this.variant.name} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`,
        );
    }

    private http(
        method: string,
        path: string,
        headers: Record<string, string | number>,
        body?: Uint8Array,
    ): Promise<Omit<Answer, "millis">> {
        const address = this.container?.address;
        if (!address) return Promise.reject(new Error("the container has no address"));
        return new Promise((resolve, reject) => {
            const sent = request({ ...placeOf(address), method, path, headers, timeout: PATIENCE_MS }, (response) => {
                const parts: Buffer[] = [];
                response.on("data", (part: Buffer) => parts.push(part));
                response.on("error", reject);
                response.on("end", () =>
                    resolve({
                        status: response.statusCode ?? 0,
                        contentType: response.headers["content-type"] ?? "application/octet-stream",
                        body: Buffer.concat(parts),
                    }),
                );
            });
            sent.on("timeout", () => sent.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
            sent.on("error", reject);
            sent.end(body);
        });
    }
}

const placeOf = (address: Address): object =>
    "socketPath" in address ? { socketPath: address.socketPath } : { host: address.host, port: address.port };
