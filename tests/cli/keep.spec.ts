import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stayUp } from "../../cli/rehearse/stay-up";
import { readPlanFile } from "../../cli/rehearse/plans";
import { rehearsed } from "../support/rehearsed";
import { root } from "../support/program";

const plans = join(root, "tests", "rehearsal", "plans");

/** A commit by hand, pushed with the command that was printed. */
function push(command: string, folder: string): void {
    const sh = (line: string) => execFileSync("sh", ["-c", line], { cwd: folder, stdio: "pipe" });
    writeFileSync(join(folder, "pattern.txt"), "wider");
    sh("git init -q && git add . && git -c user.name=Ada -c user.email=ada@example.com commit -qm Wider");
    sh(command.replace("git push", "git push -q"));
}

describe("rehearse --keep", function () {
    this.timeout(30_000);

    /** How many runs there are after somebody pushed by hand; nobody listens with `deaf`. */
    async function runsAfterPush(deaf: boolean): Promise<{ readonly runs: number; readonly said: string }> {
        const folder = mkdtempSync(join(tmpdir(), "keep-"));
        let said = "";
        try {
            const { story } = await rehearsed([readPlanFile(join(plans, "two-sources.json"))], {
                source: join(plans, "paper"),
                then: async (account, facts) => {
                    const before = facts.filter(({ kind }) => kind === "run.ended").length;
                    said = stayUp(account, () => Promise.reject(new Error("nobody is there")));
                    if (deaf) await account.end();
                    const [command] = /git push .*/.exec(said) ?? [];
                    push(command ?? "false", folder);
                    const over = Date.now() + (deaf ? 1000 : 10_000);
                    while (facts.filter(({ kind }) => kind === "run.ended").length === before && Date.now() < over)
                        await new Promise((resolve) => setTimeout(resolve, 20));
                },
            });
            return { runs: story.stacks[0]?.pipelines[0]?.runs.length ?? 0, said };
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    it("prints where to push, and a push by hand sets the pipeline going", async () => {
        const { runs, said } = await runsAfterPush(false);
        assert.match(
            said,
            /Everything above stays up until Ctrl-C\.\nPush to \w+ in season:\n {2}git push --force "\/\S+\.git" HEAD:trunk/,
        );
        // One that CreatePipeline started, one for the source, and this one.
        assert.equal(runs, 3);
    });

    it("mutant: where nobody listens, a push starts nothing", async () => {
        assert.equal((await runsAfterPush(true)).runs, 2);
    });
});
