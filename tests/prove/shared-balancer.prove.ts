// Two lines behind one load balancer, one by its host and one by its paths: what one of them releases is nothing to the other.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Traffic } from "../../rehearsal/deployments/balancing/traffic";
import { ConnectedRepositories } from "../../rehearsal/services/connected-repositories";
import { Executions } from "../../rehearsal/services/executions";
import { git, pushTo } from "../../rehearsal/services/git";
import { visit } from "../../tools/bench/load";
import { CONNECTION } from "../support/connection";
import { planOf } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const AT = { connection: CONNECTION, name: "acme/shop" };
const DOCKERFILE = `FROM public.ecr.aws/docker/library/node:22.21.1-alpine3.22
WORKDIR /app
COPY server.js ./
USER node
CMD ["node", "server.js"]
`;
/** Well as far as health checks see; what it is broken for, only users do. */
const server = (line: string, version: string): string => `
require("node:http").createServer({ keepAliveTimeout: 65000 }, ({ url, headers }, response) => {
    if (url === "/health") return void response.end("ok");
    response.statusCode = ${version === "broken" ? 500 : 200};
    response.end(["${line} ${version}", url, headers.host].join(" "));
}).on("upgrade", ({ url, headers }, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n");
    socket.on("data", () => socket.write(["${line} ${version}", url, headers.host].join(" ")));
    socket.on("error", () => undefined);
}).listen(8080);
`;

function write(folder: string, line: string, version: string): void {
    const at = join(folder, "services", line);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "Dockerfile"), DOCKERFILE);
    writeFileSync(join(at, "server.js"), server(line, version));
}

const line = (name: string, shares: object) => ({
    source: { kind: "github", repository: AT.name, folder: `services/${name}` },
    deploy: { kind: "ecs", port: 8080, count: 1, shares },
});
const SERVICES = {
    web: line("web", { host: "shop.example.com" }),
    orders: line("orders", { paths: ["/orders/*"] }),
};

describe("two lines behind one load balancer", () => {
    const folder = mkdtempSync(join(tmpdir(), "shared-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("answer each for its own, and a bad release of one goes back while the other loses no request", async function () {
        this.timeout(600_000);
        for (const name of Object.keys(SERVICES)) write(folder, name, "one");
        const plan = await planOf("staging", {
            overrides: {
                "fairlead:services": SERVICES,
                "fairlead:connections": { github: CONNECTION },
                "fairlead:promotesTo": [],
                "fairlead:notify": [],
            },
        });
        const ended: string[] = [];
        const then = async (account: LocalAccount): Promise<void> => {
            const repositories = account.part(ConnectedRepositories);
            const known = new Set(account.part(Executions).all.map(({ id }) => id));
            const urlOf = (name: string): string => {
                const [rule] = account
                    .created(TYPE.listenerRule)
                    .filter(({ resource }) => resource.name === `${name}-production`);
                return account.part(Traffic).urlOf(text(rule?.resource ?? ({} as never), "arn")) ?? "";
            };
            assert.match(urlOf("web"), /^http:\/\/shop\.example\.com\.localhost:\d+$/);
            assert.match(urlOf("orders"), /^http:\/\/127\.0\.0\.1:\d+\/orders\/$/);
            const end = visit(urlOf("web"), 100);
            write(folder, "orders", "broken");
            const commit = pushTo(account, { path: repositories.pathOf(AT), branch: "work" }, folder, "Break it");
            git(repositories.pathOf(AT), "update-ref", "refs/heads/main", commit);
            repositories.look(AT);
            await account.quiet();
            const { failures, answers } = await end();
            assert.deepEqual(failures, []);
            assert.deepEqual([...new Set(answers.map(({ body }) => body))], ["web one / shop.example.com"]);
            for (const { pipeline, id, status } of account.part(Executions).all)
                if (!known.has(id))
                    ended.push(`${text(account.plans.at(pipeline)?.resource ?? ({} as never), "name")} ${status}`);
        };
        // Slow enough for six periods of an alarm while the old tasks stay, also on a machine that is busy.
        const { facts, story } = await rehearsed([plan], { source: folder, speed: 200, then });
        assert.deepEqual(
            ended.map((each) => each.replace(/-staging-\w+ /, " ")),
            ["orders-make Succeeded", "orders-ship Failed"],
        );
        const rang = facts.filter(({ kind, data }) => kind === "alarm" && data["state"] === "ALARM");
        assert.deepEqual(
            [...new Set(rang.map(({ about }) => about.replace(/^.*:alarm:(\w+-errors).*$/, "$1")))],
            ["orders-errors"],
        );
        const bodies = story.running.map(({ name, answered }) => `${name}: ${answered?.body}`).sort();
        assert.match(bodies[0] ?? "", /^orders: orders one \/orders\/ 127\.0\.0\.1:\d+$/);
        assert.equal(bodies[1], "web: web one / shop.example.com");
    });
});
