// The instance metadata service, as far as scripts and SDKs ask it. Who asks is known by the host the connection comes from.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { readArn } from "../../../plan/arn";
import type { HostOrder } from "../host";

const [SECONDS, MOST_SECONDS] = [6 * 60 * 60, 21_600];
const TOKEN = "x-aws-ec2-metadata-token";

/** One for each host: it has no port of its own, and what a token opens is this host's. */
export function metadataOf(order: HostOrder): Server {
    const tokens = new Map<string, number>();
    const answers = answersOf(order);
    return createServer((request, response) => {
        const path = (request.url ?? "").replace(/\?.*$/, "").replace(/^\/\d{4}-\d\d-\d\d\//, "/latest/");
        if (request.method === "PUT" && path === "/latest/api/token") return token(request, response, tokens);
        if (request.method !== "GET") return end(response, 405, "");
        const given = request.headers[TOKEN];
        const valid = typeof given === "string" && (tokens.get(given) ?? 0) > Date.now();
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
        if (!valid && (given !== undefined || order.metadata.tokensRequired)) return end(response, 401, "");
        const found = answers(path.replace(/^\/latest\//, ""));
        return found === undefined ? end(response, 404, "") : end(response, 200, found);
    });
}

function token({ headers }: IncomingMessage, response: ServerResponse, tokens: Map<string, number>): void {
    const seconds = Number(headers[`${TOKEN}-ttl-seconds`]);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MOST_SECONDS) return end(response, 400, "");
    // What a proxy has carried came from elsewhere.
    if (headers["x-forwarded-for"] !== undefined) return end(response, 403, "");
    const made = randomBytes(40).toString("base64url");
    tokens.set(made, Date.now() + seconds * 1000);
    response.setHeader(`${TOKEN}-ttl-seconds`, String(seconds));
    return end(response, 200, made);
}

function end(response: ServerResponse, status: number, text: string): void {
    response.writeHead(status, {
        "content-type": "text/plain",
        server: "EC2ws",
        "content-length": Buffer.byteLength(text),
    });
    response.end(text);
}

/** Leaves by their paths below `latest/`; a folder answers the names in it. */
function answersOf(order: HostOrder): (path: string) => string | undefined {
    const { id, place, availabilityZone, instanceType, image, role, tags, privateAddress, publicAddress } = order;
    const name = role === undefined ? undefined : readArn(role).resource.replace(/^.*\//, "");
    const identity = {
        ...{ accountId: place.account, architecture: "x86_64", availabilityZone, imageId: image, instanceId: id },
        ...{ instanceType, privateIp: privateAddress, region: place.region, version: "2017-09-30" },
    };
    const leaves: Record<string, string | undefined> = {
        "meta-data/ami-id": image,
        "meta-data/instance-id": id,
        "meta-data/instance-type": instanceType,
        "meta-data/local-ipv4": privateAddress,
        "meta-data/local-hostname": `ip-${privateAddress.replaceAll(".", "-")}.${place.region}.compute.internal`,
        "meta-data/hostname": `ip-${privateAddress.replaceAll(".", "-")}.${place.region}.compute.internal`,
        "meta-data/public-ipv4": publicAddress,
        "meta-data/placement/availability-zone": availabilityZone,
        "meta-data/placement/region": place.region,
        "meta-data/services/domain": "amazonaws.com",
        "meta-data/services/partition": "aws",
        "dynamic/instance-identity/document": JSON.stringify(identity, null, 2),
        "user-data": order.userData,
    };
    if (order.metadata.tagsShown)
        for (const [key, value] of Object.entries(tags)) leaves[`meta-data/tags/instance/${key}`] = value;
    if (name !== undefined) {
        leaves["meta-data/iam/info"] = JSON.stringify({ Code: "Success", InstanceProfileArn: role });
        leaves[`meta-data/iam/security-credentials/${name}`] = credentials(id);
    }
    return (path) => leaves[path] ?? folder(leaves, path);
}

function folder(leaves: Readonly<Record<string, string | undefined>>, path: string): string | undefined {
    const at = path === "" || path.endsWith("/") ? path : `${path}/`;
    const below = Object.keys(leaves).filter((leaf) => leaf.startsWith(at) && leaves[leaf] !== undefined);
    const names = below.map((leaf) => leaf.slice(at.length).replace(/\/.*$/, "/"));
    return names.length === 0 ? undefined : [...new Set(names)].join("\n");
}

/** Of every host: what is signed by it is known to come from here. */
export const SECRET = "rehearsed-and-valid-nowhere";
const SESSION = "rehearsed/";

/** Whose credentials have this token. */
export function instanceOfToken(token: string): string | undefined {
    return token.startsWith(SESSION) ? token.slice(SESSION.length) : undefined;
}

/** Valid nowhere: a host's own clients ask the gateway by the way they come in. */
function credentials(id: string): string {
    return JSON.stringify(
        {
            ...{ Code: "Success", LastUpdated: new Date().toISOString(), Type: "AWS-HMAC" },
            ...{
                AccessKeyId: "ASIAREHEARSAL0000000",
                SecretAccessKey: SECRET,
                Token: `${SESSION}${id}`,
            },
            Expiration: new Date(Date.now() + SECONDS * 1000).toISOString(),
        },
        null,
        2,
    );
}
