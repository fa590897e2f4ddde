import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { drawPlan } from "../../cli/plan/svg";
import { widthOf } from "../../text/svg";
import { planOf } from "../support/program";

const example = "examples/blue-green-web/Pulumi.staging.yaml";

describe("a plan, drawn", () => {
    for (const stack of ["staging", "prod"]) {
        it(`is one well-formed picture without anything from elsewhere: ${stack}`, async () => {
            const reading = readPlan(await planOf(stack));
            const svg = drawPlan(reading);
            assertWellFormed(svg);
            ok(!/href|url\(|@import|<script|<image/.test(svg));
            match(svg, /prefers-color-scheme:dark/);
            for (const line of reading.lines) {
                for (const action of line.pipelines.flatMap((each) => each.stages.flatMap((of) => of.actions))) {
                    ok(svg.includes(`>${action.name}<`), action.name);
                }
            }
            ok(boxes(svg).every(({ x, width }) => x >= 0 && x + width <= 1200));
        });
    }

    const crowded = {
        "fairlead:promotesTo": [{ environment: "production-of-a-long-name", account: "111122223333" }],
        "fairlead:approval": { required: true },
        "fairlead:services": {
            "a-line-of-eighteen": {
                source: { kind: "codecommit", branch: "a-branch/of-many-parts/and-more-of-them" },
                deploy: { kind: "ecs", port: 8080 },
            },
        },
    };
    const drawn: Record<string, () => Promise<Plan>> = {
        staging: () => planOf("staging"),
        prod: () => planOf("prod"),
        "the example": () => planOf("staging", { configFile: example }),
        "six stages and long names": () => planOf("staging", { overrides: crowded }),
    };
    for (const [what, planned] of Object.entries(drawn)) {
        it(`keeps every label within its box: ${what}`, async () => {
            const svg = drawPlan(readPlan(await planned()));
            ok(labels(svg).length > 20, "the search itself finds nothing");
            deepStrictEqual(overflowing(svg), []);
        });
    }

    it("mutant: a longer word overflows its box, and is seen", async () => {
        const svg = drawPlan(readPlan(await planOf("staging")));
        deepStrictEqual(overflowing(svg.replace(">Prepare<", ">Preparation of everything<")), [
            "Preparation of everything",
        ]);
    });

    const promoted = {
        "fairlead:promotesFrom": { environment: "preproduction-of-a-long-name", account: "111122223333" },
    };

    for (const [what, overrides] of Object.entries({ "as it is shipped": {}, "with long names": promoted })) {
        it(`draws one job before the release, what fetches it, and no label over another: prod ${what}`, async () => {
            const svg = drawPlan(readPlan(await planOf("prod", { overrides })));
            strictEqual(labels(svg).filter(({ text }) => text === "fetch").length, 1);
            ok(!svg.includes("CodeBuild Build State Change"));
            deepStrictEqual(overlapping(svg), []);
        });
    }

    it("mutant: a label that reaches over the next one is seen", async () => {
        const svg = drawPlan(readPlan(await planOf("prod")));
        const longer = "staging has verified a release, and a second one, and a third one, and many more";
        ok(overlapping(svg.replace("staging has verified a release", longer)).length > 0);
    });

    it("says so where no line is named yet", async () => {
        const svg = drawPlan(readPlan(await planOf("staging", { overrides: { "fairlead:services": {} } })));
        assertWellFormed(svg);
        match(svg, />No line is named in this stack yet, so nothing gets here\.</);
    });
});

interface Box {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

function boxes(svg: string): Box[] {
    return [...svg.matchAll(/<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
        ([, ...numbers]) => {
            const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
            return { x, y, width, height };
        },
    );
}

function labels(svg: string): { text: string; x: number; y: number; width: number }[] {
    return [...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)"(?: class="([^"]*)")?>(.*?)<\/text>/g)]
        .filter(([, , , kind = ""]) => !kind.includes("middle"))
        .map(([, x, y, kind = "", inside = ""]) => {
            const text = inside.replaceAll(/<[^>]*>/g, "");
            const [size, weight] = /name|line/.test(kind) ? ([13, "bold"] as const) : ([11.5, "normal"] as const);
            return { text, x: Number(x), y: Number(y), width: widthOf(text, size, weight) };
        });
}

/** Labels that end behind the beginning of another one in the same row. */
function overlapping(svg: string): string[] {
    const all = labels(svg);
    return all
        .filter(({ x, y, width }) =>
            all.some((other) => Math.abs(other.y - y) < 10 && other.x > x && x + width > other.x),
        )
        .map(({ text }) => text);
}

/** Labels that end outside of the smallest box they begin in. */
function overflowing(svg: string): string[] {
    const page = { x: 0, y: 0, width: 1200, height: 1e6 };
    return labels(svg)
        .filter(({ x, y, width }) => {
            const around = [page, ...boxes(svg)].filter(
                (box) => box.x <= x && x <= box.x + box.width && box.y <= y && y <= box.y + box.height,
            );
            const smallest = Math.min(...around.map((box) => box.width * box.height));
            return around.some((box) => box.width * box.height === smallest && x + width > box.x + box.width);
        })
        .map(({ text }) => text);
}

/** Tags nest, attributes are quoted, nothing is left unescaped: what an XML parser checks of a picture like ours. */
function assertWellFormed(svg: string): void {
    const open: string[] = [];
    const rest = svg.replace(
        /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/gi,
        (_, close: string, name: string, _attributes: string, alone: string) => {
            if (close !== "") {
                strictEqual(open.pop(), name);
            } else if (alone === "") {
                open.push(name);
            }
            return "";
        },
    );
    deepStrictEqual(open, []);
    ok(!/[<]|&(?!amp;|lt;|gt;|quot;)/.test(rest), rest);
}
