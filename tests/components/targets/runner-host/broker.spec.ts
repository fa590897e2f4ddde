// The broker's text as Lambda runs it, and the host's that asks it; GitHub, AWS and the parameters are stood in for.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac, createHash, generateKeyPairSync, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { root } from "../../../support/program";

const FOLDER = join(root, "components/targets/runner-host");
const ours = createRequire(__filename);
const NOW = Date.parse("2026-11-29T12:00:00Z");
const MACHINE = "i-0123456789abcdef0";
const SESSION = "arn:aws:sts::111122223333:assumed-role/scores-host";
const CREDENTIALS = { AccessKeyId: "ASIA0000000000000000", SecretAccessKey: "secret", Token: "of/this+machine==" };
const AUDIENCE = "fairlead/staging/scores";
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
});

interface Asked {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
}
interface World {
    /** What AWS says of who signed; nothing where the signature is wrong. */
    arn?: string;
    visibility?: string;
    runners?: { readonly id: number; readonly name: string }[];
    downloads?: readonly object[];
    forks?: object;
    /** Milliseconds. */
    later?: number;
}

type Handlers = Record<"asked" | "ended", (event: unknown) => Promise<unknown>>;
type Registrations = (settings: object, world: object) => Handlers;

/** The text of the broker, with one change where a test wants a mistake. */
function brokerOf(mutant?: readonly [file: string, from: string, to: string]): Registrations {
    const load = (file: string): unknown => {
        const text = readFileSync(join(FOLDER, "broker", file), "utf8");
        const [wrong, from = "", to = ""] = mutant ?? [];
        if (wrong === file) assert.equal(text.split(from).length, 2, `the mutant's text stands once in ${file}`);
        const made = { exports: {} };
        const loads = (name: string): unknown => (name.startsWith("./") ? load(name.slice(2)) : ours(name));
        // eslint-disable-next-line @typescript-eslint/no-implied-eval
        const run = new Function("module", "require", wrong === file ? text.replace(from, () => to) : text);
        (run as (module: object, require: unknown) => void)(made, loads);
        return made.exports;
    };
    return (load("registrations.cjs") as { registrations: Registrations }).registrations;
}

function play(world: World = {}, mutant?: readonly [string, string, string], more: object = {}) {
    const asked: Asked[] = [];
    const parameters: Record<string, string> = { "/secrets/githubApp": privateKey };
    const said: string[] = [];
    const fetch = async (url: string, { method, headers, body }: Omit<Asked, "url">): Promise<Response> => {
        asked.push({ method, url, headers, ...(body === undefined ? {} : { body }) });
        if (url.startsWith("https://sts.")) return signedBy(world, headers, body ?? "");
        const path = url.replace("https://api.github.com", "");
        const json = (answer: unknown, status = 200) => new Response(JSON.stringify(answer), { status });
        if (path.startsWith("/app/")) return json({ token: "of-the-installation" }, 201);
        if (path === "/repos/acme/scores") {
            const visibility = world.visibility ?? "private";
            return json({ private: visibility !== "public", visibility, full_name: "acme/scores" });
        }
        if (path.endsWith("/fork-pr-workflows-private-repos"))
            return json(world.forks ?? { run_workflows_from_fork_pull_requests: false });
        if (path.endsWith("/downloads")) return json(world.downloads ?? [DOWNLOAD]);
        if (path.includes("?name=")) return json({ runners: world.runners ?? [] });
        if (method === "DELETE") return new Response(null, { status: 204 });
        return json({ encoded_jit_config: "for-one-job" }, 201);
    };
    const handlers = brokerOf(mutant)(
        {
            ...{ repository: "acme/scores", app: "100001", installation: "200001", key: "/secrets/githubApp" },
            ...{ prefix: "/runners/fairlead/staging/scores/", labels: ["self-hosted", "scores-staging"] },
            ...{ architecture: "x86_64", region: "eu-west-1", domain: "amazonaws.com" },
            ...{ audience: AUDIENCE, session: SESSION, ...more },
        },
        {
            fetch,
            now: () => NOW + (world.later ?? 0),
            say: (line: string) => said.push(line),
            parameters: {
                read: async (name: string) => parameters[name],
                write: async (name: string, value: string, until: Date) =>
                    void (parameters[name] = `${value} until ${until.toISOString().slice(11, 16)}`),
            },
        },
    );
    return { handlers, asked, parameters, said };
}

const DOWNLOAD = {
    os: "linux",
    architecture: "x64",
    download_url:
        "https://github.com/actions/runner/releases/download/v2.340.1/actions-runner-linux-x64-2.340.1.tar.gz",
    filename: "actions-runner-linux-x64-2.340.1.tar.gz",
    sha256_checksum: "ab".repeat(32),
};

/** As AWS computes it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf(headers: Asked["headers"], names: string, body: string): string {
    const all: Record<string, string> = { ...headers, host: "sts.eu-west-1.amazonaws.com" };
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    const lines = names.split(";").map((name) => `${name}:${all[name] ?? ""}`);
    const request = ["POST", "/", "", ...lines, "", names, sha(body)].join("\n");
    const date = all["x-amz-date"] ?? "";
    const scope = [date.slice(0, 8), "eu-west-1", "sts", "aws4_request"];
    const said = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha(request)].join("\n");
    const mac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
    return mac(scope.reduce<string | Buffer>(mac, `AWS4${CREDENTIALS.SecretAccessKey}`), said).toString("hex");
}

/** Whoever knows the secret of these credentials, and signed what they say they did. */
function signedBy({ arn = `${SESSION}/${MACHINE}` }: World, headers: Asked["headers"], body: string): Response {
    const [, names = "", signature = ""] =
        /, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(headers["authorization"] ?? "") ?? [];
    const known = headers["x-amz-security-token"] === CREDENTIALS.Token;
    if (!known || signatureOf(headers, names, body) !== signature) return new Response("<Error/>", { status: 403 });
    return new Response(
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
}

/** What any program of the account signs that asks who it is. */
function signedForNobody({ date, token }: Signature): Signature {
    const names = "host;x-amz-date;x-amz-security-token";
    const headers = { "x-amz-date": date, "x-amz-security-token": token };
    const signature = signatureOf(headers, names, "Action=GetCallerIdentity&Version=2011-06-15");
    const scope = `${date.slice(0, 8)}/eu-west-1/sts/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.AccessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { authorization, date, token };
}

interface Signature {
    authorization: string;
    date: string;
    token: string;
}

/** What the host's own program signs. */
function sign(audience = AUDIENCE, at = NOW): Signature {
    const program = `import sys, json, datetime; sys.path.insert(0, sys.argv[1]); import sign
now = datetime.datetime.fromtimestamp(int(sys.argv[2]), datetime.timezone.utc)
print(json.dumps(sign.sign(json.load(sys.stdin), "eu-west-1", "amazonaws.com", sys.argv[3], now)))`;
    const done = spawnSync("python3", ["-B", "-c", program, join(FOLDER, "host"), String(at / 1000), audience], {
        input: JSON.stringify(CREDENTIALS),
        encoding: "utf8",
    });
    assert.equal(done.status, 0, done.stderr);
    return JSON.parse(done.stdout) as Signature;
}

describe("the broker of a runner host", () => {
    let signed: Signature;
    before(() => {
        signed = sign();
    });

    it("registers the machine that AWS names, for one job, and leaves what is secret in its parameter", async () => {
        const { handlers, asked, parameters } = play();
        assert.deepEqual(await handlers.asked(signed), {
            parameter: `/runners/fairlead/staging/scores/${MACHINE}-${NOW}`,
            runner: { version: "2.340.1", url: DOWNLOAD.download_url, sha256: DOWNLOAD.sha256_checksum },
        });
        assert.equal(parameters[`/runners/fairlead/staging/scores/${MACHINE}-${NOW}`], "for-one-job until 13:00");
        const made = asked.find(({ url }) => url.endsWith("/generate-jitconfig"));
        assert.deepEqual(JSON.parse(made?.body ?? ""), {
            name: `fairlead-${MACHINE}`,
            runner_group_id: 1,
            labels: ["self-hosted", "scores-staging"],
            work_folder: "_work",
        });
    });

    it("speaks to GitHub as the App, and in this repository alone", async () => {
        const { handlers, asked } = play();
        await handlers.asked(signed);
        const [first] = asked.filter(({ url }) => url.includes("/app/installations/"));
        assert.equal(first?.url, "https://api.github.com/app/installations/200001/access_tokens");
        assert.deepEqual(JSON.parse(first.body ?? ""), {
            repositories: ["scores"],
            permissions: { administration: "write", metadata: "read" },
        });
        const [head = "", claims = "", signature = ""] = (first.headers["authorization"] ?? "")
            .replace("Bearer ", "")
            .split(".");
        assert.ok(
            verify("RSA-SHA256", Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, "base64url")),
        );
        const { iss, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
        assert.deepEqual([iss, iat, exp], ["100001", NOW / 1000 - 60, NOW / 1000 + 300]);
    });

    it("takes away what is left over under the machine's name, and nobody else's", async () => {
        const { handlers, asked } = play({
            runners: [
                { id: 7, name: `fairlead-${MACHINE}` },
                { id: 8, name: `fairlead-${MACHINE}-of-somebody` },
            ],
        });
        await handlers.asked(signed);
        assert.deepEqual(
            asked.filter(({ method }) => method === "DELETE").map(({ url }) => url),
            ["https://api.github.com/repos/acme/scores/actions/runners/7"],
        );
    });

    it("lets forks be where somebody has to agree to what they run", async () => {
        const forks = { run_workflows_from_fork_pull_requests: true, require_approval_for_fork_pr_workflows: true };
        const { handlers, said } = play({ forks });
        await handlers.asked(signed);
        assert.equal(said.length, 1);
    });

    it("mutant: forks are not asked about", async () => {
        const forks = { run_workflows_from_fork_pull_requests: true };
        const { handlers, said } = play({ forks }, ["registrations.cjs", "await there.runsForks()", "false"]);
        await handlers.asked(signed);
        assert.equal(said.length, 1);
    });

    it("never makes a parameter again that was deleted a moment ago", async () => {
        const world: World = {};
        const { handlers, parameters } = play(world);
        await handlers.asked(signed);
        world.later = 5_000;
        await handlers.asked(signed);
        assert.equal(Object.keys(parameters).filter((name) => name.startsWith("/runners/")).length, 2);
    });

    it("mutant: a parameter by the machine alone is made again at once", async () => {
        const world: World = {};
        const { handlers, parameters } = play(world, ["registrations.cjs", "${instance}-${now()}`", "${instance}`"]);
        await handlers.asked(signed);
        world.later = 5_000;
        await handlers.asked(signed);
        assert.equal(Object.keys(parameters).filter((name) => name.startsWith("/runners/")).length, 1);
    });

    it("forgets the runner of a machine that has ended", async () => {
        const { handlers, asked } = play({ runners: [{ id: 7, name: `fairlead-${MACHINE}` }] });
        await handlers.ended({ detail: { EC2InstanceId: MACHINE } });
        assert.equal(asked.at(-1)?.method, "DELETE");
        await assert.rejects(handlers.ended({ detail: { EC2InstanceId: "../../1" } }), /no end of a machine/);
    });

    it("sends what was signed to AWS and to nobody else, whatever the request says", async () => {
        const { handlers, asked } = play();
        await handlers.asked({
            ...signed,
            host: "evil.example",
            url: "https://evil.example/",
            method: "GET",
            body: "x",
        });
        const { url, method, body } = asked[0] ?? {};
        assert.deepEqual(
            [url, method, body],
            ["https://sts.eu-west-1.amazonaws.com/", "POST", "Action=GetCallerIdentity&Version=2011-06-15"],
        );
        assert.ok(asked.every((each) => !JSON.stringify(each).includes("evil")));
    });

    const hostile: Readonly<Record<string, () => { event: unknown; world?: World; words: RegExp }>> = {
        "nothing at all": () => ({ event: null, words: /no signature for this broker/ }),
        "a machine's name without a signature": () => ({
            event: { instance: MACHINE, detail: { EC2InstanceId: MACHINE } },
            words: /no signature for this broker/,
        }),
        "a signature for another broker": () => ({
            event: sign("fairlead/prod/scores"),
            words: /AWS does not know who signed this/,
        }),
        "a signature that leaves the audience out": () => ({
            event: signedForNobody(signed),
            words: /no signature for this broker/,
        }),
        "a signature with more signed than is known here": () => ({
            event: { ...signed, authorization: signed.authorization.replace("host;", "host;x-amz-content-sha256;") },
            words: /no signature for this broker/,
        }),
        "a signature for another service": () => ({
            event: { ...signed, authorization: signed.authorization.replace("/sts/", "/iam/") },
            words: /no signature for this broker/,
        }),
        "a signature for another region": () => ({
            event: { ...signed, authorization: signed.authorization.replace("eu-west-1", "us-east-1") },
            words: /no signature for this broker/,
        }),
        "a header that was smuggled in": () => ({
            event: { ...signed, token: `${signed.token}\r\nhost: evil.example` },
            words: /no signature for this broker/,
        }),
        "a signature of an hour ago": () => ({
            event: sign(AUDIENCE, NOW - 3_600_000),
            words: /the signature is not of now/,
        }),
        "a date that is none": () => ({
            event: { ...signed, date: "99999999T999999Z" },
            words: /the signature is not of now/,
        }),
        "a signature that somebody changed": () => ({
            event: { ...signed, authorization: signed.authorization.replace(/.{4}$/, "0000") },
            words: /AWS does not know who signed this/,
        }),
        "another role of the account": () => ({
            event: signed,
            world: { arn: `arn:aws:sts::111122223333:assumed-role/other-host/${MACHINE}` },
            words: /no machine of this line/,
        }),
        "a role whose name begins alike": () => ({
            event: signed,
            world: { arn: `${SESSION}-eu/${MACHINE}` },
            words: /no machine of this line/,
        }),
        "the same role of another account": () => ({
            event: signed,
            world: { arn: `arn:aws:sts::999999999999:assumed-role/scores-host/${MACHINE}` },
            words: /no machine of this line/,
        }),
        "a session that is no instance": () => ({
            event: signed,
            world: { arn: `${SESSION}/somebody` },
            words: /no machine of this line/,
        }),
        "a session that goes on behind an instance": () => ({
            event: signed,
            world: { arn: `${SESSION}/${MACHINE}/../x` },
            words: /no machine of this line/,
        }),
        "an answer with two names": () => ({
            event: signed,
            world: { arn: `${SESSION}/${MACHINE}</Arn><Arn>${SESSION}/i-00000000` },
            words: /no machine of this line/,
        }),
        "a user": () => ({
            event: signed,
            world: { arn: "arn:aws:iam::111122223333:user/scores-host" },
            words: /no machine of this line/,
        }),
        "a repository that everybody sees": () => ({
            event: signed,
            world: { visibility: "public" },
            words: /acme\/scores is not private/,
        }),
        "a repository that the whole company sees": () => ({
            event: signed,
            world: { visibility: "internal" },
            words: /acme\/scores is not private/,
        }),
        "a repository that runs what forks propose": () => ({
            event: signed,
            world: {
                forks: { run_workflows_from_fork_pull_requests: true, require_approval_for_fork_pr_workflows: false },
            },
            words: /acme\/scores runs workflows of forks without asking/,
        }),
        "a repository of which GitHub does not say what forks may": () => ({
            event: signed,
            world: { forks: {} },
            words: /runs workflows of forks without asking/,
        }),
        "a runner from elsewhere": () => ({
            event: signed,
            world: { downloads: [{ ...DOWNLOAD, download_url: "https://evil.example/runner.tar.gz" }] },
            words: /no runner for linux x64 with its checksum/,
        }),
        "a runner without a checksum": () => ({
            event: signed,
            world: { downloads: [{ ...DOWNLOAD, sha256_checksum: undefined }] },
            words: /no runner for linux x64 with its checksum/,
        }),
    };
    for (const [what, make] of Object.entries(hostile))
        it(`refuses ${what}`, async () => {
            const { event, world, words } = make();
            const { handlers, asked, parameters } = play(world);
            await assert.rejects(handlers.asked(event), words);
            assert.deepEqual(Object.keys(parameters), ["/secrets/githubApp"]);
            assert.ok(!asked.some(({ url }) => url.endsWith("/generate-jitconfig")));
        });

    for (const [mistake, mutant, what] of [
        [
            "the audience is not asked for",
            ["identity.cjs", ";${AUDIENCE}`", "`"],
            "a signature that leaves the audience out",
        ],
        [
            "any clock will do",
            ["identity.cjs", "!(Math.abs(now() - at) <= MINUTES * 60_000)", "false"],
            "a signature of an hour ago",
        ],
        [
            "what the company sees is private enough",
            ["github.cjs", 'found.visibility === "private"', "true"],
            "a repository that the whole company sees",
        ],
        [
            "the first of two names is believed",
            ["identity.cjs", "arns.length !== 1 || ", ""],
            "an answer with two names",
        ],
    ] as const) {
        it(`mutant: ${mistake}`, async () => {
            const { event, world } = hostile[what]?.() ?? {};
            const { handlers } = play(world, mutant);
            await assert.doesNotReject(handlers.asked(event));
        });
    }
});
