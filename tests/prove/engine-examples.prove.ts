// Every stack file of every example, by a real `pulumi`: made, found as it was left, and destroyed.
import { describeLife } from "../engine/life";
import { engineAt, onPath } from "../engine/support/installed";
import { Stack } from "../engine/support/stack";
import { everyExampleStack } from "../engine/support/stacks";
import { skipBecause } from "../support/skip";

describe("the examples and the engine", function () {
    this.timeout(300_000);
    const pulumi = onPath("pulumi") ?? "";
    before(function () {
        if (pulumi === "") skipBecause(this, "no pulumi on PATH");
    });

    for (const { name, configFile } of everyExampleStack())
        describeLife(configFile, async () => Stack.open(await engineAt(pulumi), name, configFile));
});
