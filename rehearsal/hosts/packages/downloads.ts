// AWS's own buckets of programs, as a host downloads from them without any credentials; and GitHub's runner.
import { createServer } from "node:http";

import { isRunnerPath, runnerPackage } from "../../services/github-runners";
import { downloadOf } from "../agents/package";
import { CLOUDWATCH } from "./packages";

/** Takes the connections that hosts make; it has no port of its own. */
export const downloads = createServer(({ url = "" }, response) => {
    const [, bucket = "", path = ""] = /^\/([^/]+)\/([^?]*)/.exec(url) ?? [];
    const text = bucket === "github.com" && isRunnerPath(path) ? runnerPackage() : download(bucket, path);
    if (text === undefined) {
        response.writeHead(404, { "content-type": "application/xml", connection: "close" });
        response.end(`<Error><Code>NoSuchKey</Code><Message>not rehearsed: ${path} of ${bucket}</Message></Error>`);
        return;
    }
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": Buffer.byteLength(text) });
    response.end(text);
});

/** What AWS's bucket of a region answers; nothing for one that is not AWS's, or what is not known of it. */
export function download(bucket: string, path: string): string | undefined {
    if (/^aws-codedeploy-[a-z0-9-]+$/.test(bucket)) return downloadOf(path);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-CloudWatch-Agent-on-EC2-Instance-commandline-first.html
    const isAgent = /^(ubuntu|debian|amazon_linux|redhat)\/(amd64|arm64)\/latest\/amazon-cloudwatch-agent\.(deb|rpm)$/;
    return /^amazoncloudwatch-agent(-[a-z0-9-]+)?$/.test(bucket) && isAgent.test(path)
        ? STANDS_IN(CLOUDWATCH)
        : undefined;
}

const STANDS_IN = (name: string) => `fairlead stands in for the package ${name}\n`;

/** Which package such a file is. */
export function packageIn(text: string): string | undefined {
    return text === STANDS_IN(CLOUDWATCH) ? CLOUDWATCH : undefined;
}
