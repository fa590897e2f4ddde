import * as assert from "node:assert/strict";

import { permissions, permissionsAreNamed, reachesOthers } from "../../../../components/targets/ecs/permissions";
import { allow, may } from "../../surroundings";
import { makeEcs } from "../making";

const uploads = "arn:aws:s3:::acme-orders-uploads/*";

/** Where the settings are refused, without what is said of it. */
function refused(asked: object[], loosen: readonly string[] = []): (readonly (string | number)[])[] {
    const about = {
        ...{ line: "web", project: "shop", environment: "prod", account: "111122223333", makes: true },
        ...{ pullsBySecret: false, linesBefore: [], settingsFile: "Pulumi.prod.yaml", loosen },
    };
    return permissionsAreNamed({ permissions: permissions.parse(asked) }, about).map(({ at }) => at.slice(1));
}

describe("permissions of a service's own code", () => {
    it("are statements of its task's role, and of no other", async () => {
        const recording = await makeEcs({
            port: 8080,
            permissions: [
                {
                    actions: ["s3:GetObject"],
                    resources: [uploads],
                    conditions: [
                        { test: "StringEquals", variable: "aws:PrincipalTag/team", values: ["a"] },
                        { test: "StringEquals", variable: "aws:PrincipalTag/team", values: ["b"] },
                        { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
                    ],
                },
                { actions: ["ses:SendEmail"], resources: ["*"], because: "SES asks for every identity" },
            ],
        });
        assert.deepEqual(may(recording, "web-task"), [
            allow(["s3:GetObject"], [uploads], {
                StringEquals: { "aws:PrincipalTag/team": ["a", "b"] },
                Bool: { "aws:SecureTransport": ["true"] },
            }),
            allow(["ses:SendEmail"], ["*"]),
        ]);
        assert.equal("taskRoleReaches" in (recording.outputs["outputs"] as object), false);
        assert.doesNotMatch(JSON.stringify(may(recording, "web-execution")), /uploads|ses:/);
    });

    it("refuses * alone, and what is no ARN", () => {
        const parsed = permissions.safeParse([
            { actions: ["*"], resources: ["uploads"] },
            { actions: ["*:Get"], resources: ["arn:aws:*"] },
        ]);
        assert.deepEqual(
            parsed.error?.issues.map(({ path }) => path),
            [
                [0, "actions", 0],
                [0, "resources", 0],
                [1, "actions", 0],
                [1, "resources", 0],
            ],
        );
    });

    it("refuses whole services, unless that is loosened by name", () => {
        const asked = [{ actions: ["s3:*", "s3:Get*", "sqs:**"], resources: [uploads] }];
        assert.deepEqual(refused(asked), [
            [0, "actions", 0],
            [0, "actions", 2],
        ]);
        assert.deepEqual(refused(asked, ["wide-permissions"]), []);
    });

    it("refuses a part of what gives rights, and rights over everything, whatever is said for it", () => {
        const role = "arn:aws:iam::111122223333:role/worker";
        assert.deepEqual(refused([{ actions: ["iam:PassRole"], resources: [role] }]), []);
        assert.deepEqual(refused([{ actions: ["iam:Pass*", "sts:*"], resources: [role] }]), [
            [0, "actions", 0],
            [0, "actions", 1],
        ]);
        assert.deepEqual(refused([{ actions: ["iam:PassRole"], resources: ["*"], because: "it is short" }]), [
            [0, "resources", 0],
        ]);
        for (const role of ["*", "?*", "o*", "orders-?"]) {
            const resources = [`arn:aws:iam::111122223333:role/${role}`];
            assert.deepEqual(refused([{ actions: ["sts:AssumeRole"], resources, because: "x" }]), [
                [0, "resources", 0],
            ]);
        }
    });

    it("refuses everything in a service without a reason, and takes a part of it", () => {
        const on = (...resources: string[]) => [{ actions: ["s3:GetObject"], resources }];
        assert.deepEqual(refused(on("*", "arn:aws:s3:::*", uploads)), [
            [0, "resources", 0],
            [0, "resources", 1],
        ]);
        assert.deepEqual(refused([{ ...on("*")[0], because: "AWS knows no resource" }]), []);
        for (const nothing of [
            "dynamodb:eu-west-1:111122223333:table/*",
            "dynamodb:eu-west-1:111122223333:table/*/index/*",
            "logs:eu-west-1:111122223333:log-group:*:*",
            "secretsmanager:eu-west-1:111122223333:secret:*-*",
            "s3:::?*",
        ])
            assert.deepEqual(refused(on(`arn:aws:${nothing}`)), [[0, "resources", 0]], nothing);
        for (const named of [
            "dynamodb:eu-west-1:111122223333:table/orders/index/*",
            "logs:eu-west-1:111122223333:log-group:/orders/*:*",
            "sqs:eu-west-1:111122223333:orders-*",
            "s3:::acme-uploads/*",
        ])
            assert.deepEqual(refused(on(`arn:aws:${named}`)), [], named);
    });

    it("are told of where they name what is another line's", async () => {
        const on = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
        const asked = permissions.parse([
            {
                actions: ["sqs:SendMessage"],
                resources: [
                    on("shop-prod-other-1"),
                    on("shop-prod-web-2"),
                    on("shop-prod-web2-3"),
                    on("acme"),
                    uploads,
                ],
            },
        ]);
        const queue = on("project-stack-other-1");
        const { outputs } = await makeEcs({
            port: 8080,
            permissions: [{ actions: ["sqs:SendMessage"], resources: [queue] }],
        });
        assert.equal((outputs["outputs"] as Record<string, unknown>)["taskRoleReaches"], queue);
        assert.deepEqual(reachesOthers(asked, "web", "shop-prod"), [on("shop-prod-other-1"), on("shop-prod-web2-3")]);
    });
});
