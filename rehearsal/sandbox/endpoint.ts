// Where requests to AWS end that do not come from our own clients: boto3, Terraform, SDKs and command lines in containers
// all know AWS_ENDPOINT_URL. It answers in the dialect each service speaks, so that they show the words.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** Takes the connections that jobs make to their own port; it has none. */
export const endpoint = createServer((request, response) => {
    answer(request, response).catch(() => request.destroy());
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) if (body.length < 65_536) body += String(chunk);
    const { service, operation, json } = nameOf(request, body);
    const message = `not rehearsed: ${service}:${operation}`;
    // 400 is the one refusal that no SDK tries again.
    response.writeHead(400, { "content-type": json ? "application/x-amz-json-1.1" : "text/xml", connection: "close" });
    if (json) response.end(JSON.stringify({ __type: "NotRehearsed", code: "NotRehearsed", message }));
    else if (service === "s3") response.end(`<Error><Code>NotRehearsed</Code><Message>${message}</Message></Error>`);
    else
        response.end(
            `<ErrorResponse><Error><Type>Sender</Type><Code>NotRehearsed</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
}

interface Name {
    readonly service: string;
    readonly operation: string;
    readonly json: boolean;
}

/** https://smithy.io/2.0/aws/protocols/index.html: JSON names it in a header, Query in the body, REST by path. */
function nameOf({ headers, method = "GET", url = "/" }: IncomingMessage, body: string): Name {
    const signed = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1];
    const target = headers["x-amz-target"];
    const service = signed ?? "s3";
    if (typeof target === "string") return { service, operation: target.split(".").pop() ?? target, json: true };
    const action = /(?:^|[&?])Action=(\w+)/.exec(`${body}&${url}`)?.[1];
    if (action !== undefined) return { service, operation: action, json: false };
    if (service === "s3") return { service, operation: s3Operation(method, url), json: false };
    return { service, operation: `${method} ${url.split("?")[0] ?? url}`, json: true };
}

function s3Operation(method: string, url: string): string {
    const [path = "", query = ""] = url.split("?");
    const [, bucket, ...key] = path.split("/");
    const verb = { GET: "Get", HEAD: "Head", PUT: "Put", POST: "Post", DELETE: "Delete" }[method] ?? method;
    if (!bucket) return "ListBuckets";
    if (key.join("/") !== "") return `${verb}Object`;
    if (method !== "GET") return method === "PUT" ? "CreateBucket" : `${verb}Bucket`;
    return query.includes("list-type=2") ? "ListObjectsV2" : "ListObjects";
}
