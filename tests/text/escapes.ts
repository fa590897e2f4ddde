// Texts that want more of a terminal, a log or a page than to be read.
import assert from "node:assert/strict";

const ESC = "\u001b";
const ATOMS = [
    ...[
        `${ESC}[31m`,
        `${ESC}[2J`,
        `${ESC}[?1049h`,
        `${ESC}[6n`,
        `${ESC}c`,
        `${ESC}7`,
        `${ESC}(0`,
        `${ESC}#8`,
        ESC,
        `${ESC}[`,
    ],
    // Title, clipboard, link, device control, with and without an end.
    ...[`${ESC}]0;title\u0007`, `${ESC}]52;c;ZXZpbA==\u0007`, `${ESC}]8;;http://evil${ESC}\\link${ESC}]8;;${ESC}\\`],
    ...[`${ESC}P+q544e${ESC}\\`, `${ESC}_app${ESC}\\`, `${ESC}^pm`, `${ESC}]52;c;never ends`, `${ESC}${ESC}]${ESC}[`],
    ...["\u009b31m", "\u009d52;c;ZXZpbA==\u009c", "\u0090q", "\u0084", "\u0085", "\u008d", "\u009c"],
    ...["\u0000", "\u0007", "\b\b\b", "\u000e", "\u007f", "\r", "\t", "\n", "\r\n", "\u000b\u000c"],
    ...[
        "\u202egnp.exe",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u061c",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\u00ad",
    ],
    ...["\u{e0041}\u{e007f}", "\ud800", "\udc00", "\u{1f469}\u200d\u{1f4bb}", "\u{1f3f3}\ufe0f", "e\u0301", "中", "ä"],
    ...[
        "::set-output name=a::b",
        "::error::x",
        "  ::add-mask::y",
        ": :x",
        "##[add-path]/evil",
        "##vso[task.setvariable]x",
    ],
    ...[
        "##teamcity[x]",
        "\n::stop-commands::t\n",
        "a::b",
        "#",
        "##",
        "green after 1.0 s",
        "|",
        "<b>",
        "&",
        "`",
        "$(x)",
        " ",
    ],
];

export type Draw = () => number;

/** Uniform in [0, 1), the same for the same seed. */
export function drawn(seed: number): Draw {
    let state = seed >>> 0;
    return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export function escapeText(draw: Draw): string {
    const atom = () => (draw() < 0.2 ? String.fromCharCode(draw() * 256) : ATOMS[Math.floor(draw() * ATOMS.length)]);
    return Array.from({ length: 1 + Math.floor(draw() * 12) }, atom).join("");
}

/** In the words of Unicode and of the services, not in those of the module. */
const FORBIDDEN = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const OBEYED = /^\s*::\s*(set-output|add-mask|error|stop-commands)\b|##(\[|vso\[|teamcity\[)/im;
const OURS = /\u001b\[(1|2|22|31|32|33|39)m/g;

/** Fails where something is left that moves, hides, turns around or commands. Our own colours are allowed where there are some. */
export function assertHarmless(text: string, says: string, { colours = false } = {}): void {
    const rest = colours ? text.replace(OURS, "") : text;
    const left = FORBIDDEN.exec(rest) ?? OBEYED.exec(rest);
    assert.equal(
        left,
        null,
        `${says}: ${JSON.stringify(rest.slice(Math.max(0, (left?.index ?? 0) - 40)).slice(0, 120))}`,
    );
}
