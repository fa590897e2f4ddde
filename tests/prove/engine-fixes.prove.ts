// What an error in the settings prints as its fix, typed into a real `pulumi`: the next preview is green.
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../engine/support/command";
import { engineAt, onPath } from "../engine/support/installed";
import { Stack } from "../engine/support/stack";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";

const fixture = (name: string): string =>
    readFileSync(join(root, "tests", "fixtures", "settings", name, "Pulumi.staging.yaml"), "utf8");

/** A stack whose only line is deployed like this. */
const deploying = (deploy: string): string =>
    fixture("quoted-number").replace(/deploy:[^]*$/, `deploy: { kind: ecs, port: 8080, ${deploy} }\n`);

const TYPED: Readonly<Record<string, string>> = {
    "an account that lost its zero": fixture("account-without-its-zero"),
    "a stack that does not exist": fixture("unknown-stack"),
    "a number where text belongs": deploying("environment: { RETRIES: 5 }"),
    "a number that is none of those allowed": deploying("cpu: 1024, memory: 512"),
    "text that lacks its slash": deploying("healthPath: health"),
    "a setting that does not go with another": deploying("count: 1, rollout: { kind: canary }"),
    "what looks like a secret": deploying('environment: { DB_PASSWORD: "hunter2-hunter2" }'),
};

describe("fixes of settings and the engine", function () {
    this.timeout(300_000);
    const pulumi = onPath("pulumi") ?? "";
    let stack: Stack;
    let salt: string;
    const file = (): string => join(stack.cwd, "Pulumi.staging.yaml");

    before(async function () {
        if (pulumi === "") skipBecause(this, "no pulumi on PATH");
        stack = await Stack.open(await engineAt(pulumi), "staging");
        salt = /^encryptionsalt: .*\n/m.exec(readFileSync(file(), "utf8"))?.[0] ?? "";
    });
    after(() => {
        if (pulumi !== "") stack.close();
    });

    async function refused(text: string): Promise<string> {
        writeFileSync(file(), salt + text);
        const { code, text: said } = await stack.tryPreview();
        notStrictEqual(code, 0, said);
        return said;
    }

    for (const [title, text] of Object.entries(TYPED))
        it(`is typed as it is printed: ${title}`, async () => {
            const lines = (await refused(text)).replace(/ \\\n +/g, " ").split("\n");
            const commands = lines.flatMap((line) => /^ +(?:fix: )?(pulumi config .*)$/.exec(line)?.[1] ?? []);
            ok(commands.length > 0, lines.join("\n"));
            for (const command of commands) {
                const { code, text: said } = await run("/bin/sh", ["-c", command], stack);
                strictEqual(code, 0, `${command}\n${said}`);
            }
            const { code, text: said } = await stack.tryPreview();
            strictEqual(code, 0, said);
        });

    it("is written where pulumi's own editing would keep the quotes of a number", async () => {
        const written = fixture("quoted-number");
        const said = await refused(written);
        match(said, /in Pulumi\.staging\.yaml:\d+, write without quotes\s+port: 3000/);
        writeFileSync(file(), salt + written.replace('port: "3000"', "port: 3000"));
        strictEqual((await stack.tryPreview()).code, 0);
    });

    it("is one sentence where a part of a line is not indented, whose keys pulumi hands on by the alphabet", async () => {
        const said = await refused(fixture("part-not-indented"));
        match(said, /indent deploy: like the other settings of\s+orders/);
        deepStrictEqual(said.match(/^ {4}fairlead:services\S*/gm), ["    fairlead:services.deploy"]);
    });
});
