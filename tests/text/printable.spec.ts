import assert from "node:assert/strict";

import { main } from "../../cli/main";
import type { Streams } from "../../cli/command";
import { SettingsError } from "../../stacks/settings/mistakes/problem";
import * as module from "../../text/printable";
import { mutated } from "../support/mutant";
import { changed, parsed, stackFile } from "../stacks/stack-files";
import { assertHarmless, drawn, escapeText } from "./escapes";

const { printable, printableAll, printableJson } = module;

describe("what others wrote, as text that can be shown", () => {
    const cases: Readonly<Record<string, readonly [given: string, shown: string]>> = {
        "stays what it is": ["a b\nç 中 👩‍💻 🏳️", "a b\nç 中 👩‍💻 🏳️"],
        "loses its colours": ["\u001b[1;31mred\u001b[0m and \u009b32mgreen", "red and green"],
        "moves no cursor and clears no screen": ["\u001b[2J\u001b[H\u001bc\u001b(0done\b\b", "done"],
        "fills no clipboard": ["before\u001b]52;c;ZXZpbA==\u0007after\u009d52;c;x\u009c!", "beforeafter!"],
        "is no link and no title": ["\u001b]8;;http://x\u001b\\here\u001b]8;;\u001b\\\u001b]0;t\u0007", "here"],
        "is still read where a sequence never ends": ["\u001b]52;c;ZXZp", "52;c;ZXZp"],
        "is turned around by nothing": ["invoice\u202egnp.exe", "invoice\\u{202e}gnp.exe"],
        "hides nothing in a name": ["we\u200bb \ufeff\u{e0041}", "we\\u{200b}b \\u{feff}\\u{e0041}"],
        "has no other line breaks": ["a\u2028b\u0085c\u000bd", "a\\u{2028}bcd"],
        "has no half of a pair": ["a\ud800b", "a\\u{d800}b"],
        "has blanks for tabs": ["a\tb\r\nc", "a    b\nc"],
        "commands no workflow": [
            "::set-output name=a::b\n  ::add-mask::c\nx::y x::error::z",
            ": :set-output name=a::b\n  : :add-mask::c\nx::y x: :error::z",
        ],
        "commands no other log": [
            "x ##[group]a ##vso[task] ##teamcity[b] ## c",
            "x # #[group]a # #vso[task] # #teamcity[b] ## c",
        ],
    };
    for (const [title, [given, shown]] of Object.entries(cases)) it(title, () => assert.equal(printable(given), shown));

    it("stays the same the second time, in time that grows with its length", () => {
        const draw = drawn(2);
        for (let n = 0; n < 500; n++) {
            const once = printable(escapeText(draw));
            assertHarmless(once, `text ${n}`);
            assert.equal(printable(once), once);
        }
        for (const part of ["\u001b]", "\u009d", "\u001b[0", "\u001b", "\n", ":", "#", "\u001b]\u001b\\", " "]) {
            const began = Date.now();
            printable(part.repeat(200_000) + "\u0000");
            assert.ok(Date.now() - began < 1000, JSON.stringify(part));
        }
    });

    it("is so in every value and key, and what is no text stays", () => {
        assert.deepEqual(printableAll({ "a\u001b[1m": ["\u202e", 1, null, { b: "\u0007" }], __proto: true }), {
            a: ["\\u{202e}", 1, null, { b: "" }],
            __proto: true,
        });
    });

    it("is the same JSON in other letters", () => {
        const draw = drawn(3);
        for (let n = 0; n < 500; n++) {
            const value = { [escapeText(draw)]: escapeText(draw) };
            const json = printableJson(JSON.stringify(value));
            assertHarmless(json, `text ${n}`);
            assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
        }
    });

    const errors: readonly (readonly [sound: string, wrong: string])[] = [
        ["const CONTROLS = /[\\x00-\\x08", "const CONTROLS = /[\\x00-\\x07"],
        ['.replace(SEQUENCES, "")', ""],
        [".replace(UNSEEN,", ".replace(/never/,"],
        [".replace(COMMANDS,", ".replace(/never/,"],
    ];
    for (const [sound, wrong] of errors)
        it(`mutant: ${wrong === "" ? `no ${sound}` : wrong} lets something through`, () => {
            const { printable: broken } = mutated<typeof module>("text/printable", "text/printable", [sound, wrong]);
            const draw = drawn(4);
            const texts = Array.from({ length: 500 }, () => escapeText(draw));
            assert.ok(
                texts.some((text) => {
                    try {
                        const shown = broken(text);
                        assertHarmless(shown, "");
                        return shown.includes("[31m");
                    } catch {
                        return true;
                    }
                }),
            );
        });
});

describe("errors that repeat what others wrote", () => {
    const hostile = "x\u001b]52;c;ZXZpbA==\u0007\u009b31m\u202e\n::set-output name=a::b";

    it("of a command line", async () => {
        for (const args of [
            [hostile],
            ["rehearse", `--${hostile}`],
            ["plan", "--stack", hostile],
            ["check", hostile],
        ]) {
            let said = "";
            const stream = { write: (text: string) => ((said += text), true) } as unknown as Streams["out"];
            assert.notEqual(await main(args, { out: stream, err: stream }), 0);
            assertHarmless(said, args.join(" "));
        }
    });

    it("of settings", () => {
        const raw = stackFile("Pulumi.staging.yaml");
        for (const wrong of [
            changed(raw, { "fairlead:services": hostile }),
            changed(raw, { "services.web.deploy.port": hostile }),
            changed(raw, { "aws:region": hostile }),
            changed(raw, { "fairlead:services": { [hostile]: { deploy: { [hostile]: hostile } } } }),
            { ...raw, [`fairlead:${hostile}`]: hostile },
        ])
            assert.throws(
                () => parsed(wrong),
                (error: unknown) => {
                    assert.ok(error instanceof SettingsError);
                    assertHarmless(error.message, JSON.stringify(wrong));
                    return true;
                },
            );
    });
});
