// The environment of whatever the rehearsal starts, made from nothing: what the host knows about accounts stays there.
import { delimiter } from "node:path";

export interface EnvironmentOptions {
    readonly home: string;
    readonly tmp: string;
    /** Folders that come before the host's. */
    readonly path?: readonly string[];
    /** Where requests to AWS end that know the usual variable; see endpoint.ts. */
    readonly endpoint?: string;
    /** The only way out; see forward-proxy.ts. */
    readonly proxy?: string;
    /** A folder with settings for programs, before this machine's. https://specifications.freedesktop.org/basedir-spec/latest/ */
    readonly settings?: string;
}

/** Plainly no keys: AWS turns away a request that gets there in spite of everything else. */
const NO_KEYS = {
    AWS_ACCESS_KEY_ID: "AKIAREHEARSAL0000000",
    AWS_SECRET_ACCESS_KEY: "rehearsed-and-valid-nowhere",
    AWS_EC2_METADATA_DISABLED: "true",
};
/** The port "discard", on which nothing listens. */
const NOWHERE = "http://127.0.0.1:9";

/** How this machine reaches the network, which `npm ci` in a buildspec needs; never the credentials for it. */
const CERTIFICATES = [
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "PIP_CERT",
];
const WAY_OUT = [
    ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
    ...[...CERTIFICATES, "npm_config_registry", "PIP_INDEX_URL"],
];

/** Files and folders that a job must see for that. */
export function namedCertificates(): readonly string[] {
    return CERTIFICATES.map((name) => process.env[name] ?? "").filter((path) => path !== "");
}

function wayOut(): Record<string, string> {
    const set = WAY_OUT.map((name) => [name, process.env[name] ?? ""] as const);
    // A name and a password in an address belong to the person who rehearses.
    return Object.fromEntries(set.filter(([, value]) => value !== "" && !value.includes("@")));
}

/** Behind our proxy there is our own index, which asks this machine's; see rehearsal/packages. */
function withoutIndex({ PIP_INDEX_URL: _, ...others }: Record<string, string>): Record<string, string> {
    return others;
}

/** Every language has its own way to be told, and the AWS endpoint is nearer than any proxy. */
function through(proxy: string): Record<string, string> {
    const { hostname, port } = new URL(proxy);
    const java = ["http", "https"]
        .map((kind) => `-D${kind}.proxyHost=${hostname} -D${kind}.proxyPort=${port}`)
        .join(" ");
    const near = "127.0.0.1,localhost";
    return {
        ...Object.fromEntries(["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, proxy])),
        ...{ NO_PROXY: near, no_proxy: near, MAVEN_OPTS: java, GRADLE_OPTS: java },
    };
}

export function environmentOf({
    home,
    tmp,
    path = [],
    endpoint = NOWHERE,
    proxy,
    settings,
}: EnvironmentOptions): Record<string, string> {
    return {
        HOME: home,
        TMPDIR: tmp,
        PATH: [...path, hostsPath()].join(delimiter),
        LANG: "C.UTF-8",
        ...(proxy === undefined ? wayOut() : { ...withoutIndex(wayOut()), ...through(proxy) }),
        ...(settings === undefined ? {} : { XDG_CONFIG_DIRS: `${settings}:/etc/xdg` }),
        ...NO_KEYS,
        AWS_ENDPOINT_URL: endpoint,
        // Where nothing listens, trying again only takes time; our own endpoint answers what no SDK tries again.
        ...(endpoint === NOWHERE ? { AWS_MAX_ATTEMPTS: "1" } : {}),
    };
}

/** Not from node_modules: npm adds its folders there, and the package of a name is seldom the program of that name. */
export function hostsPath(): string {
    return (process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin")
        .split(delimiter)
        .filter((folder) => folder !== "" && !folder.includes("node_modules"))
        .join(delimiter);
}
