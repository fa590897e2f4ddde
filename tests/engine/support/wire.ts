import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** An object as the engine's protocol carries it. */
export type Fields = Record<string, unknown>;

/** Stands for a value that only the cloud will know. Part of the engine's protocol, as are the marks below. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mark = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const resourceMark = "5cf8f73096256a8f31e491e813e4eb8e";

export function toStruct(fields: Fields): Struct {
    // A round trip through JSON drops `undefined`, which Struct refuses.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(fields)) as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function toFields(struct: Struct | undefined): Fields {
    return struct?.toJavaScript() ?? {};
}

/** A resource as a value, as remote components answer their children. */
export function reference(made: { readonly urn: string; readonly id: string }): Fields {
    return { [mark]: resourceMark, ...made };
}

/** The same value with every secret opened. */
export function opened(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(opened);
    }
    if (value === null || typeof value !== "object") {
        return value;
    }
    const fields = value as Fields;
    if (fields[mark] === secretMark) {
        return opened(fields.value);
    }
    return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, opened(item)]));
}

/** True when the value, or anything in it, is not known yet. */
export function isUnknown(value: unknown): boolean {
    return JSON.stringify(value ?? null).includes(unknownText);
}

/** A gRPC answer as a plain function; what it throws reaches the caller as the call's error. */
export function answer<Request, Response>(
    give: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        void (async () => give(call.request))().then(
            (response) => callback(null, response),
            (error: Error) => callback({ code: grpc.status.UNKNOWN, message: error.message }),
        );
    };
}

export interface Served {
    readonly port: number;
    close(): void;
}

/** Serves on a free port of this machine alone, so that any number of runs can go on side by side. */
export async function serve(add: (server: grpc.Server) => void): Promise<Served> {
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
    add(server);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return { port, close: () => server.forceShutdown() };
}
