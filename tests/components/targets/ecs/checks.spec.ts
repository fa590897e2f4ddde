import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { asks, requestsNameWhatTheCertificateIsOf } from "../../../../components/targets/ecs/checks";
import { ecs } from "../../../../components/targets/ecs";

const home = { name: "home" };
const settled = (settings: object): ReturnType<typeof ecs.settings.parse> =>
    ecs.settings.parse({ port: 8080, ...settings });

describe("what a release is asked once it runs", () => {
    it("goes to Verify as one variable, with the address of the load balancer, and nowhere else", () => {
        const ownUrl = pulumi.output("http://web-1.elb.amazonaws.com");
        const { scripts, env } = asks(settled({ checks: [home] }).checks, { ownUrl });
        assert.deepEqual(scripts, ["checks-ask"]);
        assert.deepEqual(env, { URL: ownUrl, REQUESTS: '[{"name":"home","path":"/","status":200}]' });
        assert.deepEqual(asks(settled({}).checks, { ownUrl }), { scripts: [], env: {}, allow: [] });
        assert.deepEqual(asks([], { ownUrl }), { scripts: [], env: {}, allow: [] });
    });

    it("is asked of the load balancer under the line's domain, unless a check says another", () => {
        const ownUrl = pulumi.output("https://web-1.elb.amazonaws.com");
        const { checks } = settled({ checks: [home, { name: "shop", host: "shop.example.com" }] });
        const { env } = asks(checks, { ownUrl }, "www.example.com");
        assert.equal(env["URL"], ownUrl);
        const hosts = (JSON.parse(String(env["REQUESTS"])) as { host?: string }[]).map(({ host }) => host);
        assert.deepEqual(hosts, ["www.example.com", "shop.example.com"]);
    });

    const refused = (settings: object): unknown =>
        requestsNameWhatTheCertificateIsOf(settled(settings), {} as never).map(({ at, is }) => [at.join("."), is]);

    it("refuses one without a domain where the line has a certificate", () => {
        const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
        assert.deepEqual(refused({ certificateArn, checks: [home] }), [
            ["checks.0.host", "is not set, and the line has a certificate"],
        ]);
        assert.deepEqual(refused({ certificateArn, checks: [{ ...home, host: "shop.example.com" }] }), []);
        assert.deepEqual(refused({ certificateArn, domain: { name: "shop.example.com" }, checks: [home] }), []);
        assert.deepEqual(refused({ checks: [home] }), []);
    });

    it("refuses two of one name", () => {
        assert.deepEqual(refused({ checks: [home, home] }), [
            ["checks.1.name", "is home, like another check's of the line"],
        ]);
    });

    it("refuses paths, domains and statuses that are none", () => {
        const parses = (change: object): boolean =>
            ecs.settings.safeParse({ port: 8080, checks: [{ ...home, ...change }] }).success;
        assert.deepEqual(
            [
                { path: "orders" },
                { path: "/a b" },
                { path: '/"' },
                { host: "http://a.b" },
                { host: "shop" },
                { status: 99 },
            ].map(parses),
            [false, false, false, false, false, false],
        );
        assert.equal(parses({ path: "/orders?page=1&of=2", host: "shop.example.com", status: 302 }), true);
    });
});
