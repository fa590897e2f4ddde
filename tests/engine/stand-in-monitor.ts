import { deepStrictEqual, match, ok, strictEqual } from "node:assert";

import { copyProgram, type Copy } from "./support/copy";
import { hostProgram } from "./support/host";
import { breakExtension, wrongPort } from "./support/mistakes";
import { comparable, planOf } from "./support/plan";
import { exampleStacks, rootStacks, type ExampleStack } from "./support/stacks";

/** What can be proved without a `pulumi` command: that Pulumi's own runner gets through the program, and how it fails. */
export function describeStandInMonitor(): void {
    let copy: Copy;

    before("says what it proves", () => {
        console.log(
            "  engine: no pulumi command on PATH; proved entry point, configuration and outputs with a stand-in monitor",
        );
        copy = copyProgram();
    });
    after(() => copy.remove());

    const stacks: readonly Partial<ExampleStack>[] = [...rootStacks.map((name) => ({ name })), ...exampleStacks()];
    for (const { name = "", configFile } of stacks) {
        it(`runs ${configFile ?? name} from its entry point to its outputs, as planned`, async () => {
            const plan = await planOf(copy.root, name, configFile);
            const { heard, ...ran } = await hostProgram(copy.root, name, { configFile });
            strictEqual(ran.code, 0, heard.errors.join("\n") + ran.text);
            deepStrictEqual(comparable([...heard.resources.keys()]), comparable(plan.resources.map(({ urn }) => urn)));
            deepStrictEqual(heard.outputs, plan.outputs);
        });
    }

    it("ends with the message of the settings when one is wrong", async () => {
        const { heard, ...ran } = await hostProgram(copy.root, "staging", { overrides: wrongPort.overrides });
        ok(ran.code !== 0, ran.text);
        match(heard.errors.join("\n"), wrongPort.message);
    });

    it("shows file and line when the program fails", async () => {
        const place = breakExtension(copy.root);
        const { heard, ...ran } = await hostProgram(copy.root, "staging");
        ok(ran.code !== 0, ran.text);
        ok(heard.errors.join("\n").includes(place), heard.errors.join("\n"));
    });
}
