import * as assert from "node:assert/strict";

import fc from "fast-check";

import { SettingsError } from "../../stacks/settings";
import { alteredSettings, rightSettings, SECRET, settingsWithASecret, settingsWithAnUnknownKey } from "./any-settings";
import { asPulumiGivesIt, parsed } from "./stack-files";

/** Claims about every configuration there is, tried on so many of them. */
export function describeSettingsProperties(numRuns: number): void {
    it("accept whatever is right, as YAML and as Pulumi gives it", () => {
        fc.assert(
            fc.property(rightSettings, (raw) => assert.deepStrictEqual(parsed(asPulumiGivesIt(raw)), parsed(raw))),
            { numRuns },
        );
    });

    it("answer whatever is altered with settings or with the settings error", () => {
        fc.assert(
            fc.property(alteredSettings, (raw) => {
                try {
                    assert.ok(Object.isFrozen(parsed(raw)));
                } catch (error) {
                    assert.ok(error instanceof SettingsError, String((error as Error).stack));
                    assert.ok(error.problems.length > 0);
                    assert.ok(error.problems.every(({ allowed, fix }) => allowed !== "" && fix.length > 0));
                }
            }),
            { numRuns },
        );
    });

    it("never repeat what stands under a key that is not one, however deep", () => {
        fc.assert(
            fc.property(settingsWithASecret, (raw) => {
                assert.throws(
                    () => parsed(raw),
                    (error) => error instanceof SettingsError && !error.message.includes(SECRET),
                );
            }),
            { numRuns },
        );
    });

    it("refuse every key that is not one, and nothing else with it", () => {
        fc.assert(
            fc.property(settingsWithAnUnknownKey, (raw) => {
                assert.throws(
                    () => parsed(raw),
                    (error) =>
                        error instanceof SettingsError &&
                        error.problems.map(({ is }) => is).join() === "is not a setting",
                );
            }),
            { numRuns },
        );
    });
}
