// A line whose workflow takes releases out: behind environments on GitHub, by the line's own pipelines.
import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import type { Plan } from "../../plan/document";
import type { Approver } from "../../rehearsal/actions/types";
import { planOf, root } from "../support/program";
import { rehearsed, type Rehearsed } from "../support/rehearsed";

const FILES = {
    Dockerfile: `FROM public.ecr.aws/docker/library/node:22.21.1-alpine3.22
WORKDIR /app
COPY server.js ./
USER node
CMD ["node", "server.js"]
`,
    "server.js": 'require("node:http").createServer((_, response) => response.end("one")).listen(8080);\n',
};

describe("a line whose workflow ships", function () {
    this.timeout(240_000);
    const source = mkdtempSync(join(tmpdir(), "ships-"));
    let plans: readonly Plan[];
    before(async () => {
        for (const [name, text] of Object.entries(FILES)) writeFileSync(join(source, name), text);
        const line = async (stack: string, approval = {}): Promise<Plan> => {
            const configFile = `tests/fixtures/workflow/Pulumi.${stack}.yaml`;
            const { students: _, ...others } = settingsIn(configFile)["fairlead:services"] as Record<string, object>;
            return planOf(stack, {
                configFile,
                overrides: { "fairlead:services": others, "fairlead:approval": approval },
            });
        };
        // GitHub's reviewers are asked, and nobody else.
        plans = [await line("staging"), await line("prod", { required: false })];
    });
    after(() => rmSync(source, { recursive: true, force: true }));

    const settingsIn = (file: string): Record<string, unknown> =>
        (parse(readFileSync(join(root, file), "utf8")) as { config: Record<string, unknown> }).config;
    const jobsIn = ({ facts }: Rehearsed): string[] =>
        facts
            .filter(({ kind }) => kind === "workflow.job.ended")
            .map(({ data }) => `${String(data["name"])} ${String(data["status"])}`);
    const answering = (status: "Approved" | "Rejected"): { readonly asked: string[]; readonly approver: Approver } => {
        const asked: string[] = [];
        const approver: Approver = ({ stage, action }) => {
            asked.push(`${stage} ${action}`);
            return Promise.resolve({
                status,
                by: "arn:aws:sts::111122223333:assumed-role/approver/grace",
                summary: "",
            });
        };
        return { asked, approver };
    };
    const live = ({ story }: Rehearsed): number => story.running.filter(({ isDeployed }) => isDeployed).length;

    it("goes to prod once the reviewers of its environment agree, each time by the line's own pipeline", async () => {
        const { asked, approver } = answering("Approved");
        const seen = await rehearsed(plans, { source, approver });
        assert.deepEqual(seen.shortcomings, []);
        assert.deepEqual(asked, ["ship-prod production"]);
        assert.deepEqual(jobsIn(seen), [
            "integrate success",
            "build success",
            "attest success",
            "publish success",
            "ship-staging success",
            "ship-prod success",
        ]);
        assert.equal(live(seen), 2);
    });

    it("does not go there where they say no", async () => {
        const { asked, approver } = answering("Rejected");
        const seen = await rehearsed(plans, { source, approver });
        assert.deepEqual(asked, ["ship-prod production"]);
        assert.equal(jobsIn(seen).at(-1), "ship-prod failure");
        assert.match(seen.shortcomings.join(), /web-make ended red/);
    });
});
