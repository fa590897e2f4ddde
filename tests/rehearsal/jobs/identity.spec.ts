// Whose job a call comes from is the way it comes in. There is nothing to read that would make it another's.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import * as server from "../../../rehearsal/jobs/command-server";
import { JobRoom } from "../../../rehearsal/jobs/job-room";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";

describe("who a job is", () => {
    it("is no other, whatever it reads and wherever it connects to", async function () {
        if (!isolationSupport().network) skipBecause(this, "no namespaces");
        const folder = mkdtempSync(join(tmpdir(), "fairlead-identity-"));
        const [mine, other] = [new JobRoom(join(folder, "mine")), new JobRoom(join(folder, "other"))];
        try {
            const asked: string[] = [];
            for (const [name, room] of Object.entries({ mine, other }))
                room.answer = () => Promise.resolve({ code: 0, out: `${asked.push(name)} ${name}\n` });
            const [env, lines] = [await mine.environment(), [] as string[]];
            const { local, output } = other.folder;
            const looks = [
                `ls ${join(folder, "other")} ${local.from} ${output.from} /proc/*/root${local.from} 2>/dev/null`,
                "for port in $(seq 4560 4575); do for at in 127.0.0.1 127.0.0.2 0.0.0.0; do (exec 3<>/dev/tcp/$at/$port && printf '%s\\0' - aws / '' '' 1 who >&3 && timeout 1 head -c 20 <&3 | tr -d '\\0') 2>/dev/null; done; done",
                "aws who",
            ];
            const { ended } = mine.room.start(["bash", "-c", looks.join("\n")], {
                ...{ cwd: "/", env, log: (line: string) => lines.push(line) },
            });
            await ended;
            assert.ok(lines.filter((line) => / mine$/.test(line)).length > 1, lines.join("\n"));
            // What it sees of the other's folders would stand between.
            assert.deepEqual(
                lines.filter((line) => line.startsWith("/")),
                [],
            );
            assert.deepEqual([...new Set(asked)], ["mine"]);
        } finally {
            await Promise.all([mine.close(), other.close()]);
            rmSync(folder, { recursive: true });
        }
    });

    /** What is said, by a job that asks at another's port: without namespaces it can. */
    const saidTo = async (word: string, { serve } = server): Promise<string> => {
        const listens = createServer((connection) =>
            serve(connection, "the other's word", () => Promise.resolve({ code: 0, out: "done" })),
        ).listen(0, "127.0.0.1");
        await once(listens, "listening");
        try {
            const connection = connect((listens.address() as AddressInfo).port, "127.0.0.1");
            connection.write([word, "aws", "/", "", "", "1", "who", ""].join("\0"));
            return await text(connection);
        } finally {
            listens.close();
        }
    };
    const REFUSED = "255\nthis program belongs to another job\\n\n0\n";

    it("is told by a word where all share one network", async () => {
        assert.equal(await saidTo("the other's word"), "0\n\n4\ndone");
        for (const word of ["", "-", "my own", "the other's word "]) assert.equal(await saidTo(word), REFUSED);
    });

    it("mutant: where the word is not looked at, a job is whom it likes", async () => {
        const wrong = mutated<typeof server>("rehearsal/jobs/command-server", "rehearsal/jobs/command-server", [
            "word !== expected",
            "false",
        ]);
        assert.equal(await saidTo("my own", wrong), "0\n\n4\ndone");
    });
});
