// One repository behind a connection, with three lines and the tests of pull requests: from a push to what answers.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { git, pushTo } from "../../rehearsal/services/git";
import { ConnectedRepositories } from "../../rehearsal/services/connected-repositories";
import { Executions } from "../../rehearsal/services/executions";
import { CONNECTION } from "../support/connection";
import { planOf } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const AT = { connection: CONNECTION, name: "acme/shop" };
const LINES = ["web", "api", "worker"];
const tokenSecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";

const DOCKERFILE = `FROM public.ecr.aws/docker/library/node:22.21.1-alpine3.22 AS base
WORKDIR /app
COPY server.js ./
FROM base AS test
RUN node server.js --test
FROM base
USER node
CMD ["node", "server.js"]
`;
const server = (version: string): string => `
if (process.argv[2] === "--test") process.exit(${version === "broken" ? 1 : 0});
require("node:http").createServer((request, response) => response.end("${version}")).listen(8080);
`;

function write(folder: string, line: string, version: string): void {
    const at = join(folder, "services", line);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "Dockerfile"), DOCKERFILE);
    writeFileSync(join(at, "server.js"), server(version));
}

const services = Object.fromEntries(
    LINES.map((line) => [
        line,
        {
            source: {
                ...{ kind: "github", repository: AT.name, folder: `services/${line}` },
                ...(line === "web" ? { pullRequests: true, commitStatus: { tokenSecretArn } } : {}),
            },
            build: { kind: "codebuild", testStage: "test" },
            deploy: { kind: "ecs", port: 8080, count: 1 },
        },
    ]),
);

describe("a repository of three lines", () => {
    const folder = mkdtempSync(join(tmpdir(), "monorepo-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("releases the line whose folder changes, tests what is not merged without releasing it, and says so beside the commits", async function () {
        this.timeout(600_000);
        for (const line of LINES) write(folder, line, "one");
        const plan = await planOf("staging", {
            overrides: {
                "fairlead:services": services,
                "fairlead:connections": { github: CONNECTION },
                "fairlead:promotesTo": [],
                "fairlead:notify": [],
            },
        });
        const begun: string[][] = [];
        const then = async (account: LocalAccount): Promise<void> => {
            const repositories = account.part(ConnectedRepositories);
            const path = repositories.pathOf(AT);
            const push = async (ref: string, change: () => void): Promise<void> => {
                const known = new Set(account.part(Executions).all.map(({ id }) => id));
                change();
                const commit = pushTo(account, { path, branch: "work" }, folder, "Change it\n\nfor good");
                git(path, "update-ref", ref, commit);
                repositories.look(AT);
                await account.quiet();
                const runs = account.part(Executions).all.filter(({ id }) => !known.has(id));
                begun.push(
                    runs.map(({ pipeline, status }) => {
                        const name = text(account.plans.at(pipeline)?.resource ?? ({} as never), "name");
                        return `${name.replace(/-staging-\w+$/, "")} ${status}`;
                    }),
                );
            };
            await push("refs/heads/main", () => write(folder, "api", "two"));
            await push("refs/pull/1/head", () => write(folder, "web", "broken"));
            await push("refs/pull/1/head", () => write(folder, "web", "three"));
            await push("refs/heads/main", () => undefined);
        };
        const { facts, shortcomings, story } = await rehearsed([plan], { source: folder, then });
        assert.deepEqual(shortcomings, []);
        assert.deepEqual(begun, [
            ["api-make Succeeded", "api-ship Succeeded"],
            ["web-check Failed"],
            ["web-check Succeeded"],
            ["web-make Succeeded", "web-ship Succeeded"],
        ]);
        const told = facts.filter(({ kind }) => kind === "commit.status").map(({ data }) => data);
        const statuses = told.map(({ context, state }) => `${String(context)} ${String(state)}`);
        const run = (of: string, end: string) => ["pending", end].map((state) => `fairlead/staging/web/${of} ${state}`);
        // Both pipelines run once when AWS creates them, and have read a commit before there is a rule that names them.
        assert.deepEqual(
            [...statuses.slice(0, 2).sort(), ...statuses.slice(2)],
            [
                ...["fairlead/staging/web/check success", "fairlead/staging/web/make success"],
                ...run("check", "failure"),
                ...run("check", "success"),
                ...run("make", "success"),
            ],
        );
        const answers = story.running.filter(({ isDeployed }) => isDeployed).length;
        assert.equal(answers, LINES.length);
        const said = facts.flatMap(({ kind, data }) => (kind === "line" ? [String(data["text"])] : []));
        assert.ok(said.some((line) => /Who pushed commit \w+ is not known: a connection tells/.test(line)));
    });
});
