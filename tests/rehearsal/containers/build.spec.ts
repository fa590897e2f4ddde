import assert from "node:assert/strict";
import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { configOf, imageDigest } from "../../../rehearsal/services/image";
import { INSTRUCTIONS } from "../../../rehearsal/containers/build/instructions";
import { BuildFailed } from "../../../rehearsal/containers/engine";
import { ProcessEngine } from "../../../rehearsal/containers/process";
import { mutated } from "../../support/mutant";
import { ContainerFixture } from "./fixture";

const BUSYBOX = "FROM public.ecr.aws/docker/library/busybox:1.37\n";

describe("a build by process mode", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    it("copies as docker copies", async () => {
        const context = fixture.context({
            Dockerfile: `${BUSYBOX}WORKDIR /app
COPY a.txt named
COPY a.txt b.txt into/
COPY folder .
COPY folder /whole
COPY *.txt /globbed/
COPY ["with blank", "/lists/"]
COPY --chmod=700 --chown=www-data a.txt /mine
COPY a.txt /etc
COPY link /followed
`,
            ".dockerignore": "**/*.secret\nDockerfile\n",
            "a.txt": "a",
            "b.txt": "b",
            "with blank": "blank",
            "folder/deep/c.txt": "c",
            "folder/d.secret": "d",
        });
        chmodSync(join(context, "b.txt"), 0o640);
        symlinkSync("a.txt", join(context, "link"));
        const image = await fixture.buildIn(context);
        const listed = await fixture.output(
            image,
            "find . /whole /globbed /lists /mine /etc/a.txt /followed | sort; stat -c '%a %u' /mine into/b.txt; cat named",
        );
        assert.deepEqual(listed.split("\n"), [
            ...[".", "./deep", "./deep/c.txt", "./into", "./into/a.txt", "./into/b.txt", "./named"],
            ...["/etc/a.txt", "/followed", "/globbed", "/globbed/a.txt", "/globbed/b.txt"],
            ...["/lists", "/lists/with blank", "/mine"],
            ...["/whole", "/whole/deep", "/whole/deep/c.txt"],
            ...[process.getuid?.() === 0 ? "700 33" : "700 0", "640 0", "a"],
        ]);
    });

    it("copies nothing for a pattern that matches nothing, as docker does for a lock file that may be missing", async () => {
        const files = { "package.json": "{}", "left-out": "", ".dockerignore": "left-*" };
        const copies = "COPY package.json package-lock.json* left-* ./";
        const image = await fixture.build({ ...files, Dockerfile: `${BUSYBOX}WORKDIR /app\n${copies}\n` });
        assert.equal(await fixture.output(image, "ls"), "package.json");
    });

    it("refuses to copy what is not there or was left out, by line and in docker's words", async () => {
        const files = { ".dockerignore": "left", left: "" };
        await assert.rejects(
            fixture.build({ ...files, Dockerfile: `${BUSYBOX}COPY nothing /x\n` }),
            /^Error: stood in for public\S+ with this machine's programs: Dockerfile:2: .*"\/nothing": not found/,
        );
        await assert.rejects(
            fixture.build({ ...files, Dockerfile: `${BUSYBOX}COPY left /x\n` }),
            /"\/left": not found/,
        );
        await assert.rejects(
            fixture.build({ ...files, a: "", b: "", Dockerfile: `${BUSYBOX}COPY a b /x\n` }),
            /end it with a \//,
        );
    });

    it("keeps what commands change, remove and replace, with the paths the image says, and finds it in the blobs alone", async () => {
        const image = await fixture.build({
            Dockerfile: `${BUSYBOX}RUN mkdir -p /opt/x /data /gone && touch /gone/a && echo one >/data/one && echo two >/data/two
RUN echo mine >/usr/local/share/mine
RUN rm /data/one && rm /usr/local/share/mine && ln -s two /data/link && echo more >>/data/two
RUN rm -r /gone && mkdir /gone && touch /gone/b
`,
        });
        const look = "ls /data /gone; ls /usr/local/share/mine; cat /data/link; ls -d /opt/x";
        const seen = ["/data:", "link", "two", "", "/gone:", "b", "two", "more", "/opt/x"];
        const isSeen = async () =>
            assert.deepEqual(
                (await fixture.output(image, look)).split("\n").filter((line) => !line.startsWith("ls: ")),
                seen,
            );
        await isSeen();
        rmSync(join(fixture.folder, "containers"), { recursive: true });
        fixture.use(new ProcessEngine(fixture.account));
        await isSeen();
    });

    it("sees nothing of this machine's people, and leaves it as it was", async () => {
        const seen = await fixture
            .build({
                Dockerfile: `${BUSYBOX}RUN echo "home $(ls /home) $HOME" && ls -d /work /srv 2>/dev/null; env | sort; echo x >/usr/fairlead-was-here; kill -9 1 2>&1; mount -t tmpfs none /tmp 2>&1 | head -1
`,
            })
            .then(() => fixture.lines.join("\n"));
        assert.match(seen, /home {2}\/root/);
        assert.doesNotMatch(seen, / \/(srv|work)$|npm_|DOCKER|GITHUB_|OLDPWD/m);
        assert.match(seen, /AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:9\n/);
        assert.match(seen, /AWS_EC2_METADATA_DISABLED=true/);
        assert.match(seen, /mount: \/tmp: permission denied/);
        assert.ok(!existsSync("/usr/fairlead-was-here"));
    });

    it("ends at a stage, and runs no other", async () => {
        const files = {
            Dockerfile: `${BUSYBOX}RUN echo base >/base
FROM 0 AS test
RUN cat /base && echo the tests ran
FROM scratch AS other
COPY --from=test /base /
FROM 0
RUN exit 3
`,
        };
        await fixture.build(files, { target: "TEST" });
        assert.match(
            fixture.lines.join("\n"),
            /\[test 2\/2\] RUN cat \/base && echo the tests ran\n#\d+ [\d.]+ base\n#\d+ [\d.]+ the tests ran\n#\d+ DONE/,
        );
        assert.doesNotMatch(fixture.lines.join("\n"), /exit 3|\[other/);
        const other = await fixture.build(files, { target: "other" });
        assert.equal(other.layers.length, 1);
        await assert.rejects(
            fixture.build(files, { target: "missing" }),
            /"missing" could not be found; Dockerfile has stage-0, test, other, stage-3/,
        );
    });

    it("ends red where a command does, in docker's words", async () => {
        const failing = fixture.build({
            Dockerfile: `${BUSYBOX}FROM 0 AS test\nRUN echo not ok 1 - adds && \\\n    exit 3\n`,
        });
        await assert.rejects(failing, (error: Error) => {
            assert.ok(error instanceof BuildFailed);
            assert.equal(
                error.message,
                `stood in for public.ecr.aws/docker/library/busybox:1.37 with this machine's programs: Dockerfile:3: process "/bin/sh -c echo not ok 1 - adds &&     exit 3" did not complete successfully: exit code: 3`,
            );
            return true;
        });
        assert.match(
            fixture.lines.join("\n"),
            /not ok 1 - adds[\s\S]*> \[test 2\/2\] RUN echo[\s\S]*ERROR: failed to solve: stood in for \S+ with this machine's programs: process/,
        );
    });

    it("says what the base image would have had", async () => {
        await assert.rejects(
            fixture.build({ Dockerfile: "FROM alpine\nRUN apk add curl\n" }),
            /Dockerfile:2: this machine cannot stand in for alpine here: apk works on packages that this machine does not have; rehearse with --engine docker/,
        );
        await fixture.build({ Dockerfile: "FROM node:1.2-alpine\n" });
        assert.ok(
            fixture.lines.some((line) =>
                line.endsWith(`stood in for node:1.2-alpine with this machine's node ${process.versions.node}`),
            ),
        );
    });

    it("lets an ARG's own default go before what stands above the first FROM, and --build-arg before both", async () => {
        const Dockerfile =
            "ARG A=above\nARG B=above\nARG C=above\nFROM busybox\nMAINTAINER me\nARG A=own\nARG B\nARG C=own\nCMD echo $A $B $C\nENV A=$A B=$B C=$C\n";
        const image = await fixture.build({ Dockerfile }, { args: { C: "given" } });
        assert.equal(await fixture.output(image, "echo $A $B $C"), "own above given");
    });

    it("runs here-documents: as a script, and as what a command reads", async () => {
        const image = await fixture.build({
            Dockerfile: `FROM busybox
ENV WHO=world
RUN <<EOF
# a remark
echo hello \
  $WHO >/script
EOF
RUN cat <<-'END' >/quoted && cat <<MORE >/open
\t$WHO
\tEND
$WHO
MORE
CMD true
`,
        });
        assert.equal(await fixture.output(image, "cat /script /quoted /open"), "hello world\n$WHO\nworld");
    });

    it("fills in ARG and ENV where docker does", async () => {
        const image = await fixture.build(
            {
                Dockerfile: `ARG BASE=busybox
ARG WHO=nobody
FROM $BASE
ARG WHO
ARG UNSET
ARG TARGETARCH
ENV A="$WHO of $TARGETARCH" B=\${UNSET:-none}
ENV C=$A D='$A'
WORKDIR /\${WHO}
WORKDIR below
LABEL of=$WHO
EXPOSE 80 53/udp
STOPSIGNAL 2
VOLUME /data
HEALTHCHECK --interval=5s CMD true
SHELL ["/bin/sh", "-ec"]
RUN false; echo unreached
CMD echo "$A"
`.replace("RUN false; echo unreached\n", "RUN test $WHO = them\n"),
            },
            { args: { WHO: "them" } },
        );
        const { config } = configOf(fixture.account.blobs, image);
        assert.deepEqual(config.Env?.slice(1), ["A=them of amd64", "B=none", "C=them of amd64", "D=$A"]);
        assert.deepEqual(
            [
                config.WorkingDir,
                config.Labels,
                Object.keys(config.ExposedPorts ?? {}),
                config.StopSignal,
                config.Volumes,
            ],
            ["/them/below", { of: "them" }, ["80/tcp", "53/udp"], "SIGINT", { "/data": {} }],
        );
        assert.deepEqual(config.Cmd, ["/bin/sh", "-ec", 'echo "$A"']);
        assert.deepEqual(config.Healthcheck, { Test: ["CMD-SHELL", "true"] });
    });

    it("does nothing twice on the same files, and everything after a change", async () => {
        const files = {
            Dockerfile: `${BUSYBOX}COPY a /a\nRUN date +%N >/when\nCOPY b /b\nRUN cat /b >/c\n`,
            a: "1",
            b: "1",
        };
        const first = await fixture.build(files);
        const again = await fixture.build(files);
        assert.equal(imageDigest(again), imageDigest(first));
        fixture.lines.length = 0;
        const changed = await fixture.build({ ...files, b: "2" });
        assert.deepEqual(changed.layers.slice(0, 2), first.layers.slice(0, 2));
        assert.deepEqual(
            fixture.lines.filter((line) => /CACHED|DONE/.test(line)).map((line) => line.replace(/#\d+ (\w+).*/, "$1")),
            ["CACHED", "CACHED", "DONE", "DONE"],
        );
    });

    it("knows the same files for the same in another checkout, and another account's layers by the same digest", async () => {
        const files = { Dockerfile: `${BUSYBOX}COPY src /src\n`, "src/a": "1", "src/b/c": "2" };
        const other = new ContainerFixture();
        try {
            assert.equal(imageDigest(await other.build(files)), imageDigest(await fixture.build(files)));
        } finally {
            await other.close();
        }
    });

    it("keeps a cache from build to build, and out of the image", async () => {
        const run = "RUN --mount=type=cache,target=/cache echo x >>/cache/seen && wc -l </cache/seen";
        const image = await fixture.build({ Dockerfile: `${BUSYBOX}${run}\n` });
        await fixture.build({ Dockerfile: `${BUSYBOX}${run} && true\n` });
        assert.deepEqual(
            fixture.lines.filter((line) => /^#2 [\d.]+ \d/.test(line)).map((line) => line.split(" ")[2]),
            ["1", "2"],
        );
        assert.equal(await fixture.output(image, "ls /cache"), "");
    });

    it("takes what another stage made, with its owners", async () => {
        // An ordinary user is the only one there is.
        const isRoot = process.getuid?.() === 0;
        const give = isRoot ? " && chown 1000 /out/bin/tool" : "";
        const image = await fixture.build({
            Dockerfile: `${BUSYBOX}RUN mkdir -p /out/bin && echo made >/out/bin/tool && chmod 750 /out/bin/tool${give}
FROM busybox
COPY --from=0 /out /opt/out
COPY --from=0 /out/bin/* /usr/local/bin/
`,
        });
        assert.equal(
            await fixture.output(
                image,
                "stat -c '%a %u %n' /opt/out/bin/tool /usr/local/bin/tool; cat /usr/local/bin/tool",
            ),
            ["/opt/out/bin/tool", "/usr/local/bin/tool"].map((path) => `750 ${isRoot ? 1000 : 0} ${path}\n`).join("") +
                "made",
        );
    });

    const refused: readonly (readonly [says: string, message: RegExp])[] = [
        [
            "FROM ghcr.io/acme/base:1",
            /Dockerfile:1: this machine cannot stand in for ghcr\.io\/acme\/base:1, only for node, .*amazonlinux; scratch needs no base; rehearse with --engine docker/,
        ],
        [
            "FROM busybox\nONBUILD RUN x",
            /Dockerfile:2: ONBUILD is not rehearsed in process mode; rehearse with --engine docker/,
        ],
        ["FROM busybox\nCOPY --parents a /", /Dockerfile:2: COPY --parents/],
        ["FROM busybox\nRUN <<EOF\n#!/bin/x\nEOF", /Dockerfile:2: a here-document with a first line/],
        ["FROM busybox\nRUN --mount=type=ssh cat", /Dockerfile:2: RUN --mount=type=ssh is not rehearsed/],
        ["FROM busybox\nRUN --network=none x", /Dockerfile:2: RUN --network/],
        [
            "FROM busybox\nADD https://example.com/x /",
            /Dockerfile:2: ADD of https:\/\/example\.com\/x fetches it; fetch it in a RUN/,
        ],
        ["FROM busybox\nCOPY --from=nginx /a /b", /Dockerfile:2: --from=nginx is no stage before this line/],
        ["FROM busybox\nCOPY --chmod=u+x a /", /Dockerfile:2: --chmod=u\+x/],
        ["FROM busybox\nCOPY a", /Dockerfile:2: COPY a names no destination/],
        ["FROM busybox\nUSER nobody-knows\nRUN x", /Dockerfile:3: unable to find user nobody-knows/],
        ["FROM busybox\nSTOPSIGNAL SIGNOTHING", /Dockerfile:2: SIGNOTHING is no signal/],
    ];
    for (const [says, message] of refused)
        it(`refuses ${JSON.stringify(says)}`, () =>
            assert.rejects(fixture.build({ Dockerfile: says, a: "" }), message));

    it("refuses before anything ran what stands after it", async () => {
        await assert.rejects(fixture.build({ Dockerfile: `${BUSYBOX}RUN echo ran\nONBUILD RUN x\n` }));
        assert.deepEqual(fixture.lines, []);
    });

    const wrongly = (file: string, mistake: readonly [string, string]) => {
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            `rehearsal/containers/${file}`,
            mistake,
        );
        fixture.use(new Wrong(fixture.account));
    };

    it("mutant: a cache that does not look at what is copied gives old files back", async () => {
        wrongly("build/build", ["[files, keyword, content]", "[files, keyword]"]);
        const files = { Dockerfile: `${BUSYBOX}COPY a /a\n` };
        const first = await fixture.build({ ...files, a: "1" });
        assert.equal(imageDigest(await fixture.build({ ...files, a: "2" })), imageDigest(first));
    });

    it("mutant: a command that does not enter the image sees what stands around it", async () => {
        const looks = { Dockerfile: `${BUSYBOX}RUN test -e /rehearsal/node\n` };
        await assert.rejects(fixture.build(looks), /exit code: 1$/);
        wrongly("runtimes/namespace", ["`--root=${", '`--root=/${"" && ']);
        await fixture.build(looks);
    });

    it("mutant: without .dockerignore a secret is in the image", async () => {
        wrongly("build/context", ["/.dockerignore`", "/.dockerignored`"]);
        const image = await fixture.build({
            Dockerfile: `${BUSYBOX}COPY . /\n`,
            ".dockerignore": "key",
            key: "secret",
        });
        assert.equal(await fixture.output(image, "cat /key"), "secret");
    });

    it("says of each instruction what is made of it", () => {
        const names = [
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR",
        ];
        assert.deepEqual([...INSTRUCTIONS.keys()].sort(), names);
        assert.ok([...INSTRUCTIONS.values()].every(({ does }) => does !== ""));
    });
});
