// What a team that adopts the program may do to its stack files, as changes of their texts. Each change is one that the
// settings accept; that is all they have in common.
import * as assert from "node:assert/strict";

import { parse, parseDocument, stringify } from "yaml";

import type { Files } from "../../tools/project";

export type Edit = (files: Files) => Files;

const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/11111111-1111-1111-1111-111111111111";
const existing = {
    vpcId: "vpc-0123456789abcdef0",
    publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    privateSubnetIds: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
};

/** Every edit by what it does. */
export const EDITS: Readonly<Record<string, Edit>> = {
    "another account": replaced("111122223333", "444455556666"),
    "another region": replaced("eu-west-1", "ap-southeast-2"),
    "another partition, China": both(replaced("eu-west-1", "cn-north-1"), replaced("arn:aws:", "arn:aws-cn:")),
    "another partition, GovCloud": both(
        replaced("eu-west-1", "us-gov-west-1"),
        replaced("arn:aws:", "arn:aws-us-gov:"),
    ),
    "mail to two addresses, and to none": both(
        set("staging", ["notify"], [mail("web@example.org"), mail("on-call@example.org")]),
        set("prod", ["notify"], undefined),
    ),
    "other counts, sizes and days": both(
        set("staging", ["services", "web", "deploy", "count"], 4),
        set("prod", ["services", "web", "deploy", "cpu"], 1024),
        set("prod", ["services", "web", "deploy", "memory"], 4096),
        set("prod", ["logRetentionDays"], 3653),
    ),
    "a second line, from source to service": both(
        set("staging", ["services", "orders"], { build: { kind: "codebuild" }, deploy: { kind: "ecs", port: 3000 } }),
        set("prod", ["services", "orders"], { deploy: { kind: "ecs", port: 3000, certificateArn: certificate } }),
    ),
    "another way to roll out": both(
        set("staging", ["services", "web", "deploy", "count"], 2),
        set("staging", ["services", "web", "deploy", "rollout"], rollout("linear", 3)),
        set("prod", ["services", "web", "deploy", "rollout"], rollout("canary", 15)),
    ),
    "a network that exists": both(set("staging", ["network"], { existing }), set("prod", ["network"], { existing })),
    "destroy-with-data taken back": set("staging", ["loosen"], ["plain-http"]),
    "an approval in staging too, and less time in prod": both(
        set("staging", ["approval"], { required: true }),
        set("prod", ["approval"], { timeoutHours: 2 }),
    ),
    "nothing to build or deploy": both(set("staging", ["services"], undefined), set("prod", ["services"], {})),
    "other names for lines and stacks": both(
        replaced("    web:", "    shop-front:"),
        replaced("environment: staging", "environment: qa"),
        replaced("environment: prod", "environment: live"),
        (files) => moved(moved(files, "Pulumi.staging.yaml", "Pulumi.qa.yaml"), "Pulumi.prod.yaml", "Pulumi.live.yaml"),
    ),
    "one stack alone": both(
        set("staging", ["promotesTo"], undefined),
        ({ "Pulumi.prod.yaml": _prod, ...rest }) => rest,
    ),
    "another name for the project": both(replaced("fairlead:", "harbour:"), (files) => ({
        ...files,
        "Pulumi.yaml": text(files, "Pulumi.yaml").replace("name: fairlead", "name: harbour"),
    })),
    "a setting of one's own, encrypted": set("prod", ["own:token"], { secure: "v1:bm90IGEgcmVhbCBvbmU=" }),
    "pulumi's way to write YAML": (files) => eachStack(files, (yaml) => stringify(sorted(parse(yaml)))),
    "other quotes, no comments, a salt": (files) =>
        eachStack(files, (yaml) =>
            stringify(
                {
                    encryptionsalt: "v1:7BcNCrDSYfw=:v1:LeCJVzLyfKYrJUcS:bm90IGEgcmVhbCBvbmU=",
                    ...(parse(yaml) as object),
                },
                { defaultStringType: "QUOTE_SINGLE", defaultKeyType: "PLAIN", indent: 4, lineWidth: 0 },
            ),
        ),
    "JSON, which is YAML as well": (files) => eachStack(files, (yaml) => JSON.stringify(parse(yaml))),
    "a stack that nothing is configured for": (files) => ({
        ...files,
        "Pulumi.dev.yaml": "encryptionsalt: v1:a=:v1:b:c=\n",
    }),
};

function rollout(kind: string, minutes: number): object {
    return { kind, engine: "codedeploy", minutes };
}

function mail(address: string): object {
    return { to: "email", address };
}

function both(...edits: readonly Edit[]): Edit {
    return (files) => edits.reduce((before, edit) => edit(before), files);
}

/** Puts one text in place of another. */
function replaced(from: string, to: string): Edit {
    return (files) => eachStack(files, (yaml) => yaml.replaceAll(from, to));
}

/** Writes a setting, or takes it out, and leaves the rest of the file as it stands: `services`, or `own:token`. */
function set(stack: string, [first = "", ...rest]: readonly string[], value: unknown): Edit {
    const key = first.includes(":") ? first : `fairlead:${first}`;
    return (files) =>
        eachStack(
            files,
            (yaml) => {
                const document = parseDocument(yaml);
                if (value === undefined) document.deleteIn(["config", key, ...rest]);
                else document.setIn(["config", key, ...rest], document.createNode(value));
                return document.toString();
            },
            stack,
        );
}

/** Changes the text of stack files, and makes sure that it is another one. */
function eachStack(files: Files, change: (yaml: string) => string, stack?: string): Files {
    const chosen = Object.entries(files).filter(([name]) =>
        stack === undefined ? /^Pulumi\..+\.yaml$/.test(name) : name === `Pulumi.${stack}.yaml`,
    );
    const changed = chosen.map(([name, yaml]) => [name, change(yaml)] as const);
    assert.ok(
        changed.some(([name, yaml]) => yaml !== files[name]),
        "this edit changes nothing",
    );
    return { ...files, ...Object.fromEntries(changed) };
}

function moved(files: Files, from: string, to: string): Files {
    return Object.fromEntries(Object.entries(files).map(([name, yaml]) => [name === from ? to : name, yaml]));
}

function text(files: Files, name: string): string {
    return files[name] ?? "";
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
