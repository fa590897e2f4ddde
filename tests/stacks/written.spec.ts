import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { hasPulumi, writtenIn } from "../../stacks/settings/mistakes/written";
import type * as writings from "../../stacks/settings/mistakes/written";
import { mutated } from "../support/mutant";
import { complaint, type Raw, stackFile } from "./stack-files";

const TEXT = `config:
  aws:region: eu-west-1
  fairlead:account: 011122223333
  fairlead:services:
    web: &web
      deploy:
        kind: ecs
        port: "3000"
    api: *web
  fairlead:notify:
    - to: email
      address: team@example.com
    - to: sqs
`;

describe("a stack's file as it was written", () => {
    let folder: string;
    const file = (name = "Pulumi.staging.yaml"): string => path.join(folder, name);
    const written = (by = writtenIn) => by({ project: "fairlead", environment: "staging", configFile: file() });
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "written-"));
        writeFileSync(file(), TEXT);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("says on which line something stands, in maps, lists and what an alias names", () => {
        const { lineOf } = written();
        const lines = [
            ["aws:region"],
            ["fairlead:services", "web", "deploy", "port"],
            ["fairlead:services", "api", "deploy", "kind"],
            ["fairlead:notify", 0, "address"],
            ["fairlead:notify", 1],
            ["fairlead:notify", 2],
            ["fairlead:services", "web", "build"],
        ].map(lineOf);
        assert.deepEqual(lines, [2, 8, 7, 12, 13, undefined, undefined]);
    });

    it("gives the letters of what has no quotes, before YAML makes a number of them", () => {
        const { sourceOf } = written();
        assert.equal(sourceOf(["fairlead:account"]), "011122223333");
        assert.equal(sourceOf(["fairlead:services", "web", "deploy", "port"]), undefined, "in quotes");
        const wrong = mutated<typeof writings>("stacks/settings/mistakes/written", "stacks/settings/mistakes/written", [
            'value.type === "PLAIN"',
            "true",
        ]);
        assert.equal(
            written(wrong.writtenIn).sourceOf(["fairlead:services", "web", "deploy", "port"]),
            "3000",
            "mutant",
        );
    });

    it("knows nothing of what cannot be read", () => {
        for (const text of ["[", "", "config: 1", "<<<<<<< a\n=======\n>>>>>>> b\n"]) {
            writeFileSync(file("other.yaml"), text);
            const other = writtenIn({ project: "fairlead", environment: "x", configFile: file("other.yaml") });
            assert.equal(other.lineOf(["aws:region"]), undefined, text);
        }
        const none = writtenIn({ project: "fairlead", environment: "x", configFile: file("none.yaml") });
        assert.equal(none.lineOf(["aws:region"]), undefined);
    });

    it("tells whether there is a pulumi to type", () => {
        writeFileSync(file("pulumi"), "");
        assert.equal(hasPulumi({ PATH: `/nowhere:${folder}` }), true);
        assert.equal(hasPulumi({ PATH: "/nowhere" }), false);
        assert.equal(hasPulumi({}), false);
    });
});

describe("what puts a setting right", () => {
    const staging = (change: (raw: Raw) => void): Raw => {
        const raw = structuredClone(stackFile("Pulumi.staging.yaml"));
        change(raw);
        return raw;
    };
    const wrong = staging((raw) => delete raw["fairlead:account"]);

    it("is typed where there is a pulumi, and else written", () => {
        assert.match(complaint(wrong) ?? "", /fix: pulumi config set --stack staging fairlead:account/);
        assert.match(
            complaint(wrong, "staging", { hasPulumi: false }) ?? "",
            /fix: in Pulumi\.staging\.yaml, below config: write\n {9}fairlead:account: '\d{12}'$/,
        );
    });

    it("writes together what belongs together, and leaves to Pulumi what only Pulumi can do", () => {
        const raw = staging((each) => (each["fairlead:services"] = { web: {} }));
        const said = complaint(raw, "staging", { hasPulumi: false }) ?? "";
        assert.match(said, /write\n {9}fairlead:services:\n {11}web:\n {13}deploy:\n {15}kind: ecs\n {15}port: \d+/);
        const plain = staging((each) => (each["fairlead:secrets"] = { hub: "word" }));
        assert.match(
            complaint(plain, "staging", { hasPulumi: false }) ?? "",
            /fix: pulumi config set --stack staging --secret --path/,
        );
    });
});

describe("a stack that releases come from or go to", () => {
    const promoting = (environment: string): Raw => ({
        ...stackFile("Pulumi.staging.yaml"),
        "fairlead:promotesTo": [{ environment, account: "111122223333" }],
    });
    const said = (environment: string, stacks: readonly string[]): string | undefined =>
        complaint(promoting(environment), "staging", { stacksBeside: () => stacks });

    it("is refused where another one was meant", () => {
        const wrong = said("prd", ["staging", "prod"]) ?? "";
        assert.match(wrong, /promotesTo\[0\]\.environment is "prd", a stack without settings/);
        assert.match(wrong, /allowed: prod, if that was meant; stacks here: prod/);
    });

    it("may lie elsewhere where none is called alike, and is fine where it is there", () => {
        assert.equal(said("qa", ["staging", "prod"]), undefined);
        assert.equal(said("prod", ["staging", "prod"]), undefined, "mutant: refused whatever is there");
        assert.equal(said("prd", ["staging"]), undefined);
    });
});
