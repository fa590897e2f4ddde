import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";

import { Story } from "../../../rehearsal/screen/story";
import { renderReport, type Rehearsed } from "../../../rehearsal/report/report";
import { sampleRehearsal } from "../screen/sample";
import { rehearsedSample } from "./page";

describe("the report", () => {
    let rehearsed: Rehearsed;
    let page: string;
    before(async () => {
        rehearsed = await rehearsedSample();
        page = renderReport(rehearsed);
    });

    it("is one small file that loads and runs nothing", () => {
        ok(page.length < 1_000_000, `${page.length} characters`);
        const loads = [
            ...page.matchAll(
                /<(script|link|img|iframe|object|embed|video)\b|\b(src|srcset|on\w+|style)=|@import|url\(/g,
            ),
        ];
        deepStrictEqual(
            loads.map(([found]) => found),
            [],
        );
        match(page, /default-src 'none'; style-src 'sha256-[^']+'/);
    });

    it("shows every part there is something to say of, in a list at its top", () => {
        const listed = [...page.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, id]) => id);
        deepStrictEqual(
            listed.filter((id) => !id?.startsWith("run-")),
            [
                "course",
                "runs-now",
                "pipelines",
                "runs",
                "evidence",
                "deployments",
                "calls",
                "events",
                "faults",
                "fidelity",
            ],
        );
        for (const id of listed) ok(page.includes(`id="${id}"`), `nothing is called ${id}`);
    });

    it("has headings in order, each picture in words, and each table with its heads", () => {
        const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
        strictEqual(levels.filter((level) => level === 1).length, 1);
        levels.forEach((level, at) => ok(level <= (levels[at - 1] ?? 1) + 1, `h${level} follows h${levels[at - 1]}`));
        const pictures = [...page.matchAll(/<svg [^>]*>/g)].map(([tag]) => tag);
        deepStrictEqual(
            pictures.filter((tag) => !/aria-label="[^"]{10,}"|aria-hidden="true"/.test(tag)),
            [],
        );
        strictEqual(page.split("<table").length, page.split("<thead").length);
    });

    it("has what was asked for: logs, artifacts with files, missing statements, evidence, traffic, faults", () => {
        for (const said of [
            "is the candidate of web in staging.",
            "imageDetail.json",
            "&quot;Action&quot;: &quot;s3:PutObject&quot;",
            "what this approval would deploy",
            "Approved by arn:aws:sts::111122223333:assumed-role/approver/grace: looks right",
            "The traffic went back to what was live before.",
            "answers 500 to everybody else",
            "is GreaterThanThreshold (1)",
            "wanted is &quot;aws.ecr&quot;",
            rehearsed.story.running[0]?.carried?.digest ?? "-",
        ])
            ok(page.includes(said), said);
        match(page, /after \d+\.\d s web-blue 0 %, web-green 100 %/);
    });

    it("mutant: what strangers wrote stays text", () => {
        ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
        ok(!page.includes("<script"));
    });

    it("stays below a megabyte, however much each of a dozen jobs says", async () => {
        const { plans, facts, blobs } = await sampleRehearsal();
        const story = new Story(plans);
        for (const fact of facts) story.apply(fact);
        const builds = facts.filter(({ kind }) => kind === "build.started").slice(0, 12);
        for (const [at, { about }] of builds.entries())
            for (let line = 0; line < 5_000; line++)
                story.apply({
                    n: at,
                    at: story.now,
                    kind: "line",
                    about,
                    data: { text: `${line} ${"long ".repeat(12)}` },
                });
        const full = renderReport({ ...rehearsed, story, blobs });
        ok(full.length < 1_000_000, `${full.length} characters`);
        match(full, /lines are left out here/);
    });

    it("says nothing has happened where nothing has", async () => {
        const { plans, blobs } = await sampleRehearsal();
        const empty = renderReport({ ...rehearsed, story: new Story(plans), blobs, shortcomings: [] });
        match(empty, /Nothing has happened/);
        match(empty, /It has not run\./);
    });
});
