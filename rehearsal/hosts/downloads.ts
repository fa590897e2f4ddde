// AWS's own buckets of programs, as a host downloads from them without any credentials.
import { createServer } from "node:http";

import { downloadOf } from "./agent-package";

/** Takes the connections that hosts make; it has no port of its own. */
export const downloads = createServer(({ url = "" }, response) => {
    const [, bucket = "", path = ""] = /^\/([^/]+)\/([^?]*)/.exec(url) ?? [];
    const text = download(bucket, path);
    if (text === undefined) {
        response.writeHead(404, { "content-type": "application/xml", connection: "close" });
        return void response.end(
            `<Error><Code>NoSuchKey</Code><Message>not rehearsed: ${path} of ${bucket}</Message></Error>`,
        );
    }
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": Buffer.byteLength(text) });
    response.end(text);
});

/** Of which bucket is known what. */
export function download(bucket: string, path: string): string | undefined {
    return /^aws-codedeploy-[a-z0-9-]+$/.test(bucket) ? downloadOf(path) : undefined;
}
