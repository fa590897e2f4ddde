import * as assert from "node:assert/strict";

import type { Recording } from "../../../support/recorder";
import { allow, below, may, out } from "../../surroundings";
import { makeEcs, type Making } from "../making";

const RULE = "aws:lb/listenerRule:ListenerRule";
const LISTENER = "aws:lb/listener:Listener";
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const OWN = CERTIFICATE.replace(/1$/, "2");

const make = (settings: object, loadBalancer?: Making["loadBalancer"]): Promise<Recording> =>
    makeEcs(
        { port: 8080, rollout: { kind: "blue-green" }, ...settings },
        { ...(loadBalancer ? { loadBalancer } : {}) },
    );

describe("a line that shares a load balancer", () => {
    let recording: Recording;

    before(async () => {
        recording = await make({ shares: { host: "shop.example.com" } });
    });

    const listener = (which: string): string => out(recording, LISTENER, `shared-${which}`, "arn");
    const rule = (which: string): string => out(recording, RULE, `web-${which}`, "arn");
    const group = (colour: string): string => out(recording, "aws:lb/targetGroup:TargetGroup", `web-${colour}`, "arn");

    it("has no balancer of its own, and rules on the listeners of the environment's", () => {
        assert.deepEqual(
            recording.all("aws:lb/loadBalancer:LoadBalancer").map(({ name }) => name),
            ["shared"],
        );
        assert.deepEqual(
            recording.all(LISTENER).map(({ name, inputs }) => [name, inputs["port"], inputs["defaultActions"]]),
            ["shared-production", "shared-test"].map((name, index) => [
                name,
                [80, 8080][index],
                [
                    {
                        type: "fixed-response",
                        fixedResponse: {
                            contentType: "text/plain",
                            messageBody: "no line takes this",
                            statusCode: "404",
                        },
                    },
                ],
            ]),
        );
        for (const [which, shares] of [
            ["production", [100, 0]],
            ["test", [0, 100]],
        ] as const) {
            const made = recording.one(RULE, `web-${which}`);
            assert.deepEqual(made.options.ignoreChanges, ["actions"]);
            const { actions, ...rest } = made.inputs;
            assert.deepEqual(rest, {
                listenerArn: listener(which),
                priority: 24102,
                conditions: [{ hostHeader: { values: ["shop.example.com"] } }],
            });
            const [{ forward }] = actions as [{ forward: { targetGroups: unknown } }];
            assert.deepEqual(forward.targetGroups, [
                { arn: group("blue"), weight: shares[0] },
                { arn: group("green"), weight: shares[1] },
            ]);
        }
    });

    it("gives the service its own rules, and ECS rights on its own groups and rules alone", () => {
        const [balanced] = recording.one("aws:ecs/service:Service").inputs["loadBalancers"] as Record<string, object>[];
        assert.deepEqual(balanced?.["advancedConfiguration"], {
            alternateTargetGroupArn: group("green"),
            productionListenerRule: rule("production"),
            testListenerRule: rule("test"),
            roleArn: out(recording, "aws:iam/role:Role", "web-traffic", "arn"),
        });
        const elb = (action: string): string => `elasticloadbalancing:${action}`;
        assert.deepEqual((may(recording, "web-traffic") as unknown[]).slice(1), [
            allow([elb("DeregisterTargets"), elb("RegisterTargets")], [group("blue"), group("green")]),
            allow([elb("ModifyListener")], [listener("production"), listener("test")]),
            allow([elb("ModifyRule")], [rule("production"), rule("test")]),
        ]);
    });

    it("goes back for what its own target groups answered, and for no neighbour's errors", () => {
        const { metricQueries } = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors").inputs;
        const queries = metricQueries as {
            id: string;
            expression?: string;
            metric?: { metricName: string; dimensions: unknown };
        }[];
        const sum = (...ids: string[]) => ids.map((id) => `FILL(${id}1, 0) + FILL(${id}2, 0)`).join(" + ");
        assert.deepEqual(
            queries.flatMap(({ id, expression }) => (expression === undefined ? [] : [[id, expression]])),
            [
                ["share", "IF(total >= 10, 100 * errors / total, 0)"],
                ["errors", sum("target", "unreached")],
                ["total", sum("requests", "unreached")],
            ],
        );
        const suffix = (colour: string) =>
            out(recording, "aws:lb/targetGroup:TargetGroup", `web-${colour}`, "arnSuffix");
        assert.deepEqual(
            queries.flatMap(({ id, metric }) => (metric ? [[id, metric.metricName, metric.dimensions]] : [])),
            ["blue", "green"].flatMap((colour, index) =>
                [
                    ["target", "HTTPCode_Target_5XX_Count"],
                    ["unreached", "TargetConnectionErrorCount"],
                    ["requests", "RequestCount"],
                ].map(([id, name]) => [
                    `${id}${index + 1}`,
                    name,
                    {
                        LoadBalancer: out(recording, "aws:lb/loadBalancer:LoadBalancer", "shared", "arnSuffix"),
                        TargetGroup: suffix(colour),
                    },
                ]),
            ),
        );
        assert.ok(queries.length <= 10);
    });

    it("stands below its share, so that a move from or to a balancer of its own is another service", () => {
        const inside = below(recording, "BalancerShare", "web");
        for (const each of ["Service web", "TargetGroup web-blue", "TargetGroup web-green", "ListenerRule web-test"])
            assert.ok(inside.includes(each), `${each} of ${inside.join()}`);
        assert.equal(recording.one("aws:ecs/service:Service").options.protect, true);
    });

    it("says where it is reached, and which record to make", () => {
        const { url } = recording.outputs["outputs"] as Record<string, string>;
        assert.equal(url, "http://shop.example.com");
    });

    it("is reached under the balancer's name where it has paths alone", async () => {
        const made = await make({ shares: { paths: ["/orders/*", "/invoices"] } });
        const dns = out(made, "aws:lb/loadBalancer:LoadBalancer", "shared", "dnsName");
        assert.equal((made.outputs["outputs"] as Record<string, string>)["url"], `http://${dns}/orders/`);
        const settings = { domain: { name: "apps.example.com" }, certificateArn: CERTIFICATE, testTrafficFrom: [] };
        const named = await make({ shares: { paths: ["/orders/*"] } }, settings);
        assert.equal((named.outputs["outputs"] as Record<string, string>)["url"], "https://apps.example.com/orders/");
        assert.deepEqual(
            named.all(LISTENER).map(({ name, inputs }) => [name, inputs["port"], inputs["protocol"]]),
            [
                ["shared-production", 443, "HTTPS"],
                ["shared-test", 8443, "HTTPS"],
                ["shared-to-https", 80, "HTTP"],
            ],
        );
    });

    it("brings its certificate to both listeners, and leads its domain there", async () => {
        const settings = { certificateArn: CERTIFICATE, testTrafficFrom: [] };
        const domain = { name: "shop.example.com", zoneId: "Z0123456789ABCDEFGHIJ" };
        const made = await make({ shares: {}, domain, certificateArn: OWN }, settings);
        assert.deepEqual(
            made.all("aws:lb/listenerCertificate:ListenerCertificate").map(({ name, inputs }) => [name, inputs]),
            ["production", "test"].map((which) => [
                `web-${which}`,
                { listenerArn: out(made, LISTENER, `shared-${which}`, "arn"), certificateArn: OWN },
            ]),
        );
        const { inputs } = made.one("aws:route53/record:Record", "web");
        assert.equal(inputs["name"], "shop.example.com");
        const issued = await make({ shares: {}, domain }, settings);
        assert.equal(issued.all("aws:acm/certificate:Certificate").length, 1);
        assert.equal(issued.all("aws:lb/listenerCertificate:ListenerCertificate").length, 2);
    });

    it("has Verify ask under its host, and stands where its priority says", async () => {
        const made = await make({ shares: { host: "shop.example.com", priority: 5 }, checks: [{ name: "home" }] });
        const { env } = made.outputs["verify"] as { env: Record<string, string> };
        assert.deepEqual(JSON.parse(env["REQUESTS"] ?? ""), [
            { host: "shop.example.com", name: "home", path: "/", status: 200 },
        ]);
        assert.equal(made.one(RULE, "web-test").inputs["priority"], 5);
    });
});
