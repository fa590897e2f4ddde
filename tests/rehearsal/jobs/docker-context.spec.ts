// `docker build CONTEXT` in a job: what is no folder of the job is refused by its name, whatever way leads there.
import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";

import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { CANARY } from "../../support/home";
import { skipBecause } from "../../support/skip";
import { build, commands } from "./fixture";

describe("the context of a job's docker build", () => {
    const secrets = join(homedir(), ".aws");
    const ways: Readonly<Record<string, readonly [prepares: string, context: string, named: string]>> = {
        "the user's folder": ["true", secrets, secrets],
        "a link to it": [`ln -s ${secrets} context`, "context", "context"],
        "a folder below a link": [`ln -s ${homedir()} context`, "context/.aws", "context/.aws"],
        "what lies above": ["true", `../../../../../../..${secrets}`, ".aws"],
        "a Dockerfile there": ["mkdir c", `-f ${secrets}/credentials c`, `${secrets}/credentials`],
    };
    for (const [what, [prepares, context, named]] of Object.entries(ways))
        it(`is not ${what}`, async function () {
            if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
            const { lines, facts } = await build({
                buildspec: commands(prepares, `docker build -t x ${context}; echo $?`),
                project: { environment: { image: "aws/codebuild/standard:8.0", privilegedMode: true } },
            });
            const said = lines.join("\n");
            const error = lines.find((line) => /No such file or directory|ENOENT/.test(line)) ?? said;
            assert.ok(error.includes(named), said);
            assert.ok(Number(lines.filter((line) => /^\d+$/.test(line)).at(-1)) > 0);
            assert.ok(![said, JSON.stringify(facts)].some((text) => text.includes(CANARY)));
        });
});

describe("a secret of a job's docker build", () => {
    it("is a file of the job, or a variable by its name or as its id", async function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
        const mount = (id: string) => `--mount=type=secret,id=${id},required=true`;
        const dockerfile = [
            "FROM busybox",
            `RUN ${["npmrc", "by-name", "OWN"].map(mount).join(" ")} cd /run/secrets && cat npmrc by-name OWN`,
        ].join("\n");
        const { lines } = await build({
            buildspec: commands(
                "printf 'a file, ' >.npmrc; export OWN='its own id' TOKEN='a variable, '",
                `printf '${dockerfile.replaceAll("\n", "\\n")}\\n' >Dockerfile`,
                "docker build --secret id=npmrc,src=.npmrc --secret id=by-name,env=TOKEN --secret=id=OWN -t x .",
                "find /tmp -type f | wc -l",
            ),
            project: { environment: { image: "aws/codebuild/standard:8.0", privilegedMode: true } },
        });
        assert.ok(
            lines.some((line) => line.endsWith(" a file, a variable, its own id")),
            lines.join("\n"),
        );
        // Its own docker takes away what it wrote.
        assert.deepEqual(
            lines.filter((line) => /^\d+$/.test(line)),
            ["0"],
        );
    });
});

describe("docker in a job without privileged mode", () => {
    it("has no daemon, so that it builds, pulls and pushes nothing, and still says its version", async function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
        const tries = ["build -t x .", "pull busybox", "push x", "--version"];
        const { lines } = await build({
            buildspec: commands(...tries.map((words) => `docker ${words} >/dev/null && echo "done: ${words}" || true`)),
        });
        const said = lines.join("\n");
        assert.equal(said.match(/Cannot connect to the Docker daemon .* privilegedMode: true/g)?.length, 3, said);
        assert.deepEqual(
            lines.filter((line) => line.startsWith("done: ")),
            ["done: --version"],
        );
    });
});
