// docs/service.md, "A load balancer that lines share": what a real `pulumi` does where a line moves to the shared one, or back.
import { deepStrictEqual, match, notStrictEqual, ok } from "node:assert";
import { join } from "node:path";

import type { Deed } from "../engine/providers/provider";
import { engineAt, onPath } from "../engine/support/installed";
import { Stack } from "../engine/support/stack";
import { skipBecause } from "../support/skip";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
const example = (folder: string, stack: string): string =>
    join("examples", "blue-green-web", folder, `Pulumi.${stack}.yaml`);
const fileOf = ({ configFile = "" }: Stack): string[] => ["--config-file", configFile];
const labelOf = (urn: string): string => {
    const [, , types = "", name = ""] = urn.split("::");
    return `${types.split(":").at(-1)} ${name}`;
};
const did = (deeds: readonly Deed[], what: Deed["did"]): string[] =>
    deeds.filter((deed) => deed.did === what).map(({ urn }) => labelOf(urn));
const inOrder = (all: readonly string[], ...wanted: readonly string[]): boolean => {
    const places = wanted.map((each) => all.indexOf(each));
    return places.every((place, at) => place >= 0 && (at === 0 || place > (places[at - 1] ?? 0)));
};

describe("the engine and a line that moves to a load balancer that lines share", function () {
    this.timeout(300_000);
    const pulumi = onPath("pulumi") ?? "";
    before(function () {
        if (pulumi === "") skipBecause(this, "no pulumi on PATH");
    });

    it("refuses it before it begins, where nothing was loosened", async () => {
        const stack = await Stack.open(await engineAt(pulumi), "prod", example("native", "prod"));
        try {
            await stack.up();
            for (const [key, value] of [
                ["loadBalancer.certificateArn", CERTIFICATE],
                ["services.web.deploy.shares.host", "web.example.com"],
            ] as const)
                await stack.pulumiOk("config", "set", "--path", `fairlead:${key}`, value, ...fileOf(stack));
            const { code, text } = await stack.tryPreview();
            notStrictEqual(code, 0);
            match(text, /because it is protected/);
            const refused = [...text.matchAll(/resource "(urn:[^"]+)" cannot be deleted/g)];
            // The first of what is protected ends it; the target groups are behind it.
            deepStrictEqual([...new Set(refused.map(([, urn = ""]) => labelOf(urn)))], ["Service web"]);
        } finally {
            stack.close();
        }
    });

    it("makes another service where the stack lets go of its data, before it deletes the one there is; and leaves the neighbour alone", async () => {
        const stack = await Stack.open(await engineAt(pulumi), "staging", example("shared", "staging"));
        try {
            await stack.up();
            await stack.pulumiOk("config", "rm", "--path", "fairlead:services.web.deploy.shares", ...fileOf(stack));
            const deeds = await stack.up();
            const made = did(deeds, "create");
            ok(inOrder(made, "LoadBalancer web", "ListenerRule web-production", "Service web"), made.join());
            const gone = did(deeds, "delete");
            ok(inOrder(gone, "Service web", "TargetGroup web-blue"), gone.join());
            const all = deeds.map((deed) => `${deed.did} ${labelOf(deed.urn)}`);
            ok(inOrder(all, "create Service web", "delete Service web"), all.join());
            deepStrictEqual(
                all.filter((each) => / (orders|shared)/.test(each)),
                [],
            );
            deepStrictEqual(await stack.up(), []);
        } finally {
            stack.close();
        }
    });
});
