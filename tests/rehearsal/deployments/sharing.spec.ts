// One listener, several rules: whose a request is, and whose alarm hears of it.
import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import type { JsonObject, Plan, PlannedResource } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { Balancer } from "../../../rehearsal/deployments/balancing/balancer";
import type * as conditions from "../../../rehearsal/deployments/balancing/conditions";
import { askedBy, conditionsOf, takerOf, urlTaken } from "../../../rehearsal/deployments/balancing/conditions";
import type { Count, RuleWhen } from "../../../rehearsal/deployments/balancing/routing-table";
import { createListenerRule, Traffic } from "../../../rehearsal/deployments/balancing/traffic";
import { accountOf, resource } from "../../support/account";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";

const shared = (): Promise<Plan> =>
    planOf("staging", { configFile: join("examples", "blue-green-web", "shared", "Pulumi.staging.yaml") });
const named = (plan: Plan, type: string, name: string): PlannedResource =>
    plan.resources.find((each) => each.type === type && each.name === name) ?? assert.fail(name);
const changed = (
    plan: Plan,
    name: string,
    change: (inputs: PlannedResource["inputs"]) => PlannedResource["inputs"],
) => ({
    ...plan,
    resources: plan.resources.map((each) => (each.name === name ? { ...each, inputs: change(each.inputs) } : each)),
});

describe("rules of one listener", () => {
    const servers: Server[] = [];
    let balancer: Balancer | undefined;
    after(async () => {
        await balancer?.close();
        for (const server of servers) server.close();
    });

    it("lead each request to the first line that takes it, and nobody's to the listener's own answer", async () => {
        const counts: Count[] = [];
        balancer = new Balancer((counted) => counts.push(...counted));
        const groups = await Promise.all(
            ["orders", "shop", "any"].map(async (line) => {
                const server = createServer(({ headers }, response) => response.end(`${line} ${headers.host}`));
                servers.push(server);
                await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
                const { port } = server.address() as AddressInfo;
                return { arn: line, targets: [{ id: line, healthy: true, address: { host: "127.0.0.1", port } }] };
            }),
        );
        const rule = (hosts: string[], paths: string[], group: string): RuleWhen => ({
            when: { hosts, paths },
            rule: { kind: "forward", shares: [{ group, weight: 1 }] },
        });
        const ports = await balancer.route({
            groups,
            listeners: [
                {
                    ...{ arn: "production", loadBalancer: "app/shared/0", protocol: "HTTP", port: 80 },
                    rules: [
                        rule(["shop.example.com"], ["/orders/*"], "orders"),
                        rule(["shop.example.com", "*.shop.example.com"], [], "shop"),
                        rule([], ["/any/?"], "any"),
                    ],
                    rule: { kind: "fixed", status: 404, type: "text/plain", body: "nobody" },
                },
            ],
            idleTimeout: 60_000,
        });
        const ask = (host: string, path: string): Promise<string> =>
            new Promise((resolve, reject) => {
                const to = { host: "127.0.0.1", port: ports["production"], path, agent: false, headers: { host } };
                request(to, (answer) => {
                    let body = `${answer.statusCode} `;
                    answer.on("data", (part: Buffer) => (body += part.toString()));
                    answer.on("end", () => resolve(body));
                })
                    .on("error", reject)
                    .end();
            });
        assert.deepEqual(
            [
                await ask("shop.example.com", "/orders/1?page=2"),
                await ask("SHOP.example.com:80", "/Orders/1"),
                await ask("old.shop.example.com", "/orders/1"),
                await ask("shop.example.com.localhost:4001", "/"),
                await ask("www.example.com", "/any/1"),
                await ask("www.example.com", "/any/12"),
                await ask("example.com", "/orders/1"),
            ],
            [
                "200 orders shop.example.com",
                "200 shop SHOP.example.com:80",
                "200 shop old.shop.example.com",
                "200 shop shop.example.com",
                "200 any www.example.com",
                "404 nobody",
                "404 nobody",
            ],
        );
    });

    it("are reached here by an address whose requests they take", () => {
        for (const [hosts, paths, url] of [
            [["shop.example.com"], [], "http://shop.example.com.localhost:4001"],
            [["*.example.com"], ["/a?/*"], "http://www.example.com.localhost:4001/ax/"],
            [[], ["/orders", "/orders/*"], "http://127.0.0.1:4001/orders"],
        ] as const) {
            const found = urlTaken({ hosts, paths }, 4001);
            assert.equal(found, url);
            const { host, pathname } = new URL(found);
            assert.ok(takerOf({ hosts, paths })(askedBy({ headers: { host }, url: pathname })), url);
        }
    });

    it("mutant: a path in any case, and a request is another line's", () => {
        const file = "rehearsal/deployments/balancing/conditions";
        const { askedBy: wrong } = mutated<typeof conditions>(file, file, [
            "request), path }",
            "request), path: path.toLowerCase() }",
        ]);
        const takes = takerOf({ hosts: [], paths: ["/orders/*"] });
        assert.equal(takes(askedBy({ headers: {}, url: "/Orders/1" })), false);
        assert.equal(takes(wrong({ headers: {}, url: "/Orders/1" })), true);
    });

    it("say by name what they ask for that is not rehearsed", () => {
        const rule = resource("aws:lb/listenerRule:ListenerRule", "web", {
            conditions: [{ pathPattern: { values: ["/a"] } }, { httpHeader: { values: ["x"] } }],
        });
        assert.throws(() => conditionsOf(rule), /not rehearsed: the rule web, which asks for httpHeader/i);
    });

    it("cannot have one priority: the second is refused, as AWS does", async () => {
        const made = (plan: Plan): void => {
            const { account } = accountOf([plan], { unmade: true });
            for (const each of plan.resources.filter(({ type }) => type === TYPE.listenerRule)) {
                account.record({ kind: "made", about: each.urn, data: { type: each.type, name: each.name } });
                createListenerRule(account, { plan, resource: each });
            }
            const production = text(named(plan, TYPE.listener, "shared-production"), "arn");
            assert.equal(account.part(Traffic).askedAt(production).length, 2);
        };
        const plan = await shared();
        made(plan);
        const { priority } = named(plan, TYPE.listenerRule, "web-production").inputs;
        const mutant = changed(plan, "orders-production", (inputs) => ({ ...inputs, priority: priority ?? 0 }));
        assert.throws(() => made(mutant), /PriorityInUse|currently in use: web-production and orders-production/);
    });

    it("have alarms that hear of their own line's errors alone", async () => {
        const plan = await shared();
        const state = (of: Plan, alarm: string, errorsOf: string): string => {
            const { account } = accountOf([of], { unmade: true, speed: 10_000 });
            const planned = named(of, TYPE.metricAlarm, alarm);
            account.record({ kind: "made", about: planned.urn, data: {} });
            const balancer = text(named(of, TYPE.loadBalancer, "shared"), "arnSuffix");
            const now = 1_000_000;
            for (const ago of [125, 375, 625])
                account.part(Alarms).metrics.add(
                    (["RequestCount", "HTTPCode_Target_5XX_Count"] as const).map((metric) => ({
                        ...{ metric, loadBalancer: balancer, sum: 50, samples: 50, max: 1 },
                        group: text(named(of, TYPE.targetGroup, `${errorsOf}-green`), "arn"),
                    })),
                    now - 750 + ago,
                );
            account.part(Alarms).evaluate(now);
            return account.part(Alarms).of(text(planned, "arn")).state;
        };
        assert.deepEqual(
            [
                state(plan, "web-errors", "orders"),
                state(plan, "web-errors", "web"),
                state(plan, "orders-errors", "orders"),
            ],
            ["OK", "ALARM", "ALARM"],
        );
        // Mutant: of the load balancer as a whole, as that of a balancer of its own is.
        const mutant = changed(
            plan,
            "web-errors",
            (inputs) => JSON.parse(JSON.stringify(inputs).replace(/,"TargetGroup":"[^"]*"/g, "")) as JsonObject,
        );
        assert.equal(state(mutant, "web-errors", "orders"), "ALARM");
    });
});
