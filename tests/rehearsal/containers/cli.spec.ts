import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Call } from "../../../rehearsal/account/gateway";
import { dockerCommand } from "../../../rehearsal/containers/cli";
import { Images } from "../../../rehearsal/services/images";
import { arnOf, builder, REGISTRY, ContainerFixture } from "./fixture";

const SCRIPTS = join(__dirname, "../../../components/scripts");
const FILES = {
    "app/Dockerfile":
        "FROM public.ecr.aws/docker/library/busybox:1.37 AS base\nARG WHO=nobody\nRUN echo $WHO >/who\nFROM base AS test\nRUN cat /who && grep -q them /who\nFROM base\nCMD cat /who\n",
};

/** What a script says it calls, in its header. */
function headerOf(script: string): readonly string[] {
    const lines = readFileSync(join(SCRIPTS, script), "utf8").matchAll(/^# calls: (ecr:\S+) on (\S+)/gm);
    return [...lines].map(
        ([, action = "", on = ""]) =>
            `${action} ${on === "*" ? "*" : on.includes("REPOSITORY_NAME") ? "target" : "source"}`,
    );
}

describe("the docker of a job", () => {
    let fixture: ContainerFixture;
    let said: string[];
    let denied: string | undefined;
    beforeEach(() => {
        denied = undefined;
        const judge = ({ action }: Call) =>
            action === denied
                ? { allowed: false as const, where: "identity" as const, missing: "{}" }
                : { allowed: true as const };
        fixture = new ContainerFixture({ judge });
        said = [];
    });
    afterEach(() => fixture.close());

    const job = () => {
        const cwd = fixture.context(FILES);
        const login = new Map<string, string>();
        return (words: string, stdin = "") =>
            dockerCommand(words.split(" "), {
                account: fixture.account,
                by: builder,
                stdin: Buffer.from(stdin),
                lend: (context, dockerfile = `${context}/Dockerfile`) =>
                    Promise.resolve({
                        context: join(cwd, context),
                        dockerfile: join(cwd, dockerfile),
                        done: () => undefined,
                    }),
                read: (path) => Promise.resolve().then(() => readFileSync(join(cwd, path))),
                write: (path, bytes) => Promise.resolve(writeFileSync(join(cwd, path), bytes)),
                login,
                say: (line) => said.push(line),
            });
    };
    const password = async () => {
        const { authorizationData } = (await fixture.call("ecr:GetAuthorizationToken", "*", {
            region: "eu-west-1",
        })) as unknown as { authorizationData: { authorizationToken: string }[] };
        return Buffer.from(authorizationData[0]?.authorizationToken ?? "", "base64")
            .toString("utf8")
            .replace("AWS:", "");
    };
    const logIn = async (docker: ReturnType<typeof job>) =>
        docker(`login --username AWS --password-stdin ${REGISTRY}`, `${await password()}\n`);
    const build = (rest: string) =>
        `buildx build --platform linux/amd64 --provenance=false --file app/Dockerfile ${rest} app`;
    const digest = (name: string, tag: string) => fixture.account.part(Images).find(arnOf(name), { tag })?.digest;

    it("hands a file of an image out, of a container that never runs, and lists nothing that it has not seen", async () => {
        const docker = job();
        await docker(build(`--build-arg WHO=them --tag ${REGISTRY}/web:abc`));
        const { code, out, err } = await docker(`create --platform linux/amd64 ${REGISTRY}/web:abc none`);
        assert.equal(code, 0, err);
        assert.match(out, /^[0-9a-f]{64}\n$/);
        const id = out.trim();
        assert.deepEqual(await docker(`cp ${id}:/who taken`), { code: 0, out: "", err: "" });
        assert.match((await docker(`cp ${id}:/nowhere taken`)).err, /Could not find the file \/nowhere/);
        assert.match((await docker(`cp ${"0".repeat(64)}:/who taken`)).err, /No such container/);
        assert.match((await docker(`cp taken ${id}:/who`)).err, /not rehearsed: docker cp but of one file/);
        assert.match(
            (await docker("buildx build --attest type=sbom --output type=local,dest=listed -", "FROM busybox\n")).err,
            /not rehearsed: docker buildx build --attest but of type=sbom/,
        );
    });

    it("builds, tests and pushes as build-image.sh asks it, by exactly the calls its header names", async () => {
        const docker = job();
        assert.equal((await docker(build("--target test --build-arg WHO=them"))).code, 0);
        assert.ok(said.some((line) => line.endsWith(" them")));
        assert.deepEqual(await logIn(docker), { code: 0, out: "Login Succeeded\n", err: "" });
        assert.equal(
            (await docker(build(`--build-arg WHO=them --tag ${REGISTRY}/web:abc --push --iidfile id`))).code,
            0,
        );
        assert.ok(digest("web", "abc"));
        const asked = new Set(
            fixture.asked.map((line) => line.replace(` on ${arnOf("web")}`, " target").replace(" on *", " *")),
        );
        const named = headerOf("build-image.sh").filter((call) => call !== "ecr:DescribeImages target");
        assert.deepEqual([...asked].sort(), [...named].sort());
    });

    it("takes a cache that is there and keeps one, by exactly the calls of image-cache.sh, and goes on without one", async () => {
        const docker = job();
        const ref = `type=registry,ref=${REGISTRY}/web:cache`;
        const to = `--cache-to=${ref},mode=max,image-manifest=true`;
        await docker("buildx create --name fairlead-cache --driver docker-container --driver-opt image=x");
        await logIn(docker);
        const first = await docker(build(`--cache-from=${ref} ${to} --tag ${REGISTRY}/web:abc --push`));
        assert.equal(first.code, 0, first.err);
        assert.ok(
            said.some((line) => line.startsWith(`WARN: failed to import cache manifest from ${REGISTRY}/web:cache`)),
        );
        assert.notEqual(digest("web", "cache") ?? "none", digest("web", "abc"));
        await docker(build(`--cache-from=${ref} --target test --build-arg WHO=them`));
        assert.ok(said.includes(`importing cache manifest from ${REGISTRY}/web:cache`));
        const asked = new Set(
            fixture.asked.map((line) => line.replace(` on ${arnOf("web")}`, " target").replace(" on *", " *")),
        );
        assert.deepEqual([...asked].sort(), [...headerOf("image-cache.sh")].sort());
    });

    it("gives files of the job to a build, by their ids", async () => {
        const docker = job();
        const secrets = "--secret id=one,src=app/Dockerfile --secret=type=file,id=app/Dockerfile";
        const { code, err } = await docker(build(`${secrets} --target base`));
        assert.equal(code, 0, err);
    });

    it("refuses a cache of another kind, and one that it may not take", async () => {
        const docker = job();
        await logIn(docker);
        const ref = `type=registry,ref=${REGISTRY}/web:cache`;
        const words = async (option: string) => (await docker(build(option))).err;
        assert.match(await words("--cache-from=type=gha"), /not rehearsed: .* --cache-from but of type=registry/);
        assert.match(await words(`--cache-to=${ref}`), /not rehearsed: .* --cache-to but with mode=max/);
        denied = "ecr:BatchGetImage";
        assert.match(await words(`--cache-from=${ref}`), /denied: .*ecr:BatchGetImage/);
    });

    it("copies an image by digest as image-copy.sh asks it, by exactly the calls its header names", async () => {
        const docker = job();
        await logIn(docker);
        await docker(build(`--tag ${REGISTRY}/web:abc --push`));
        const before = fixture.asked.length;
        await logIn(docker);
        const copied = await docker(
            `buildx imagetools create --prefer-index=false --tag ${REGISTRY}/prod:release ${REGISTRY}/web@${digest("web", "abc") ?? ""}`,
        );
        assert.deepEqual(copied, { code: 0, out: "", err: "" });
        assert.equal(digest("prod", "release"), digest("web", "abc"));
        const asked = new Set(
            fixture.asked.slice(before).map((line) =>
                line
                    .replace(` on ${arnOf("web")}`, " source")
                    .replace(` on ${arnOf("prod")}`, " target")
                    .replace(" on *", " *"),
            ),
        );
        // The script asks these itself, by the command line of AWS.
        const asides = ["ecr:DescribeImages target", "ecr:DescribeImageScanFindings target"];
        const named = headerOf("image-copy.sh").filter((call) => !asides.includes(call));
        assert.deepEqual([...asked].sort(), [...named].sort());
    });

    it("ends red with docker's words where a test fails, and pushes nothing", async () => {
        const docker = job();
        const { code, err } = await docker(build("--target test"));
        assert.equal(code, 1);
        assert.match(
            err,
            /^ERROR: failed to solve: stood in for \S+ with this machine's programs: Dockerfile:5: process "\/bin\/sh -c cat \/who/,
        );
        assert.ok(said.some((line) => line.endsWith(" nobody")));
    });

    it("pushes and pulls only when it is logged in, with the password that ECR gave to this role", async () => {
        const docker = job();
        await docker(build(`--tag ${REGISTRY}/web:abc`));
        assert.match((await docker(`push ${REGISTRY}/web:abc`)).err, /no basic auth credentials/);
        const wrong = await docker(`login --username AWS --password-stdin ${REGISTRY}`, "guessed");
        assert.deepEqual([wrong.code, /401 Unauthorized/.test(wrong.err)], [1, true]);
        await logIn(docker);
        assert.match((await docker(`push ${REGISTRY}/web:abc`)).out, /digest: sha256:/);
        assert.match((await docker(`pull ${REGISTRY}/web:none`)).err, /imageTag:'none'/);
        assert.match((await job()(`push ${REGISTRY}/web:abc`)).err, /does not exist locally/);
        // As many a buildspec has it: docker keeps the host alone.
        const named = job();
        await named(`login --username AWS --password-stdin https://${REGISTRY}/web`, `${await password()}\n`);
        assert.match((await named(`pull ${REGISTRY}/web:none`)).err, /imageTag:'none'/);
    });

    it("tags, pulls, inspects and pushes again without uploading twice", async () => {
        const docker = job();
        await logIn(docker);
        await docker(build("--tag local"));
        await docker(`tag local ${REGISTRY}/web:one`);
        await docker(`push ${REGISTRY}/web:one`);
        const uploads = () => fixture.asked.filter((line) => line.startsWith("ecr:UploadLayerPart")).length;
        const first = uploads();
        assert.ok(first > 0);
        await docker(`pull ${REGISTRY}/web:one`);
        await docker(`tag ${REGISTRY}/web:one ${REGISTRY}/web:two`);
        await docker(`push ${REGISTRY}/web:two`);
        assert.equal(uploads(), first);
        const [inspected] = JSON.parse((await docker(`inspect ${REGISTRY}/web:two`)).out) as {
            Config: { Cmd: string[] };
        }[];
        assert.deepEqual(inspected?.Config.Cmd, ["/bin/sh", "-c", "cat /who"]);
    });

    it("pushes without the right to download, as AWS's own policy for it does, and pulls nothing", async () => {
        const docker = job();
        await logIn(docker);
        denied = "ecr:GetDownloadUrlForLayer";
        assert.equal((await docker(build(`--tag ${REGISTRY}/web:abc --push`))).code, 0);
        const { code, err } = await docker(`pull ${REGISTRY}/web:abc`);
        assert.deepEqual([code, err.includes(`builder may not ${denied}`)], [1, true]);
    });

    for (const action of ["ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:BatchGetImage"])
        it(`ends red without ${action}`, async () => {
            const docker = job();
            await logIn(docker);
            denied = action;
            const { code, err } = await docker(build(`--tag ${REGISTRY}/web:abc --push`));
            assert.deepEqual([code, err], [1, `ERROR: denied: builder may not ${action} on ${arnOf("web")}\n`]);
            assert.equal(digest("web", "abc"), undefined);
        });

    for (const [words, message] of [
        ["run x", "not rehearsed: docker run x"],
        ["compose up", "not rehearsed: docker compose up"],
        ["buildx build --ssh default .", "not rehearsed: docker build --ssh"],
        ["build --secret id=token,env=TOKEN app", "not rehearsed: docker buildx build --secret env"],
        [
            "build --secret src=token app",
            "not rehearsed: docker buildx build --secret without an id, or of a type but file",
        ],
        ["build --secret id=token app", "ERROR: failed to stat token: no such file or directory"],
        [
            "buildx imagetools create --tag a b",
            "not rehearsed: docker buildx imagetools create of an index; name one source and --prefer-index=false",
        ],
        ["login --username me registry", "not rehearsed: docker login without --username AWS --password-stdin"],
    ] as const)
        it(`refuses ${words} by name`, async () =>
            assert.deepEqual(await job()(words), { code: 1, out: "", err: `${message}\n` }));
});
