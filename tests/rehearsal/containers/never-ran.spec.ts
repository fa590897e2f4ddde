// A command whose program is not in the image, as Docker and ECS say it.
import assert from "node:assert/strict";

import { isNoStart } from "../../../rehearsal/containers/docker-words";
import { Beginning } from "../../../rehearsal/containers/runtimes/never-ran";
import type * as beginnings from "../../../rehearsal/containers/runtimes/never-ran";
import { endOf } from "../../../rehearsal/deployments/tasks/containers";
import { mutated } from "../../support/mutant";
import { ContainerFixture } from "./fixture";

describe("a program that is not in the image", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const ending = async (dockerfile: string, port?: number) => {
        const image = await fixture.build({ Dockerfile: dockerfile, "x.txt": "x" });
        const container = await fixture.run(image, port === undefined ? {} : { port });
        return endOf(container, await container.ended);
    };
    const CANNOT = "CannotStartContainerError: failed to get container status: exec:";

    it("keeps its container from starting, in ECS's words, whether or not it listens", async () => {
        const why = `${CANNOT} "nope": executable file not found in $PATH`;
        assert.deepEqual(await ending('FROM busybox\nCMD ["nope", "-v"]', 8080), { why });
        assert.deepEqual(await ending('FROM busybox\nCMD ["nope"]'), { why });
        assert.doesNotMatch(fixture.lines.join("\n"), /unshare/);
    });

    it("is told from a file that is there, and from one that a path names", async () => {
        assert.deepEqual(await ending('FROM busybox\nCMD ["/opt/nope"]'), {
            why: `${CANNOT} "/opt/nope": stat /opt/nope: no such file or directory`,
        });
        assert.deepEqual(await ending('FROM busybox\nCOPY x.txt /x.txt\nCMD ["/x.txt"]'), {
            why: `${CANNOT} "/x.txt": permission denied`,
        });
    });

    it("is not what a shell does not find, which has run", async () => {
        assert.deepEqual(await ending("FROM busybox\nCMD nope"), {
            why: "Essential container in task exited",
            exitCode: 127,
        });
    });

    it("fails a build in Docker's words", async () => {
        await assert.rejects(fixture.build({ Dockerfile: 'FROM busybox\nRUN ["nope"]' }), /exit code: 127/);
        assert.match(fixture.lines.join("\n"), /exec: "nope": executable file not found in \$PATH/);
    });

    it("is heard from shells and engines too, and from no program's own words", () => {
        const said = (program: string, line: string, code = 127, by = Beginning): string | undefined => {
            const beginning = new by(program, () => undefined);
            beginning.log(line);
            return beginning.neverRan(code);
        };
        const words = 'exec: "nope": executable file not found in $PATH';
        assert.equal(said("nope", "sh: 6: nope: not found"), words);
        assert.equal(said("nope", "sh: line 6: nope: command not found"), words);
        assert.equal(said("sh", "sh: 1: nope: not found"), undefined, "a shell ran");
        assert.equal(said("nope", "unshare: failed to execute nope: No such file or directory", 1), undefined);
        const wrong = mutated<typeof beginnings>(
            "rehearsal/containers/runtimes/never-ran",
            "rehearsal/containers/runtimes/never-ran",
            ["program !== this.program", "false"],
        );
        assert.equal(said("sh", "sh: 1: nope: not found", 127, wrong.Beginning), words, "mutant");
        assert.ok(
            isNoStart('Error response from daemon: failed to create task: exec: "nope": executable file not found'),
        );
        assert.ok(isNoStart("Error: crun: executable file `nope` not found in $PATH: OCI runtime attempted to invoke"));
        assert.ok(!isNoStart("Error: listen EADDRINUSE"));
    });
});
