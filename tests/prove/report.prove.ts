import { deepStrictEqual, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Browser, Page } from "playwright-core";

import { samplePage } from "../rehearsal/report/page";
import { launch } from "./browser";
import { activeText, faintTexts, mark, unfold, tooWide } from "./in-page.cjs";

const WIDTHS = [360, 768, 1280];
const SCHEMES = ["light", "dark"] as const;

describe("the report in a browser", () => {
    let browser: Browser | undefined;
    let folder = "";
    let page: string;

    before(async function () {
        folder = mkdtempSync(join(tmpdir(), "report-"));
        browser = await launch(this, folder);
        page = await samplePage();
    });

    after(async () => {
        await browser?.close();
        if (folder !== "") rmSync(folder, { recursive: true });
    });

    /** Shows a page and answers what `look` sees in it, and what the browser complained about or asked of a network. */
    async function open<T>(
        text: string,
        { width = 1280, scheme = "light" as "light" | "dark" },
        look: (page: Page) => Promise<T>,
    ): Promise<{ seen: T; complaints: string[]; requests: string[] }> {
        const file = join(folder, "report.html");
        writeFileSync(file, text);
        const shown = await (browser as Browser).newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
        const complaints: string[] = [];
        const requests: string[] = [];
        shown.on("console", (message) => complaints.push(message.text()));
        shown.on("pageerror", (error) => complaints.push(error.message));
        shown.on("request", (request) => requests.push(request.url()));
        await shown.goto(pathToFileURL(file).href);
        const seen = await look(shown);
        await shown.close();
        return { seen, complaints, requests: requests.filter((url) => url !== pathToFileURL(file).href) };
    }

    it("complains about nothing and asks nobody", async () => {
        const { complaints, requests } = await open(page, {}, (shown) => shown.evaluate(unfold));
        deepStrictEqual({ complaints, requests }, { complaints: [], requests: [] });
    });

    it("mutant: a picture from elsewhere is refused by the page's own policy, and seen here", async () => {
        const broken = page.replace("<h1>", `<img src="https://example.com/x.png" alt=""><h1>`);
        const { complaints } = await open(broken, {}, (shown) => shown.evaluate(unfold));
        ok(complaints.some((complaint) => complaint.includes("Content Security Policy")));
    });

    it("mutant: a script in it does not run", async () => {
        const broken = page.replace("<h1>", `<script>document.title = "ran"</script><h1>`);
        const { seen, complaints } = await open(broken, {}, (shown) => shown.title());
        ok(seen !== "ran" && complaints.length > 0);
    });

    for (const width of WIDTHS)
        it(`never scrolls sideways at ${width} pixels`, async () => {
            const { seen } = await open(page, { width }, looking(tooWide));
            deepStrictEqual(seen, []);
        });

    it("mutant: something wider than the window is found", async () => {
        const broken = page.replace(
            "<h1>",
            `<svg width="900" height="9" style="max-width:none"></svg><h1>${"x".repeat(9)}`,
        );
        const wide = broken.replace("svg{max-width:100%;", "svg{").replace(/ content="default-src[^"]*"/, "");
        const { seen } = await open(wide, { width: 360 }, looking(tooWide));
        ok(seen.length > 0);
    });

    for (const scheme of SCHEMES)
        it(`has enough contrast when it is ${scheme}`, async () => {
            const { seen } = await open(page, { scheme }, looking(faintTexts));
            deepStrictEqual(seen, []);
        });

    it("mutant: grey on grey is found", async () => {
        const faint = page.replaceAll("--soft:#52606d", "--soft:#a8b0b8").replace(/ content="default-src[^"]*"/, "");
        const { seen } = await open(faint, {}, looking(faintTexts));
        ok(seen.length > 0);
    });

    it("is read by keyboard: tab reaches the skip link first, then every fold and every text that scrolls", async () => {
        const { seen } = await open(page, {}, unreached);
        deepStrictEqual(seen, { first: "Skip to the content", unreached: [] });
    });

    it("mutant: a fold that tab passes over is found", async () => {
        const broken = page.replace("<summary>", '<summary tabindex="-1">');
        const { seen } = await open(broken, {}, unreached);
        deepStrictEqual(seen.unreached.length, 1);
    });
});

/** Everything is unfolded first: what is hidden cannot be wrong. */
function looking(look: () => string[]): (page: Page) => Promise<string[]> {
    return async (page) => {
        await page.evaluate(unfold);
        return page.evaluate(look);
    };
}

/** What the tab key never comes to. */
async function unreached(page: Page): Promise<{ first: string; unreached: string[] }> {
    await page.evaluate(unfold);
    const wanted = await page.evaluate(mark);
    const reached = new Set<string>();
    let first = "";
    // One round is as long as the list; more would only be a browser that goes round again.
    for (let step = 0; step <= wanted.length; step++) {
        await page.keyboard.press("Tab");
        const { at, text } = await page.evaluate(activeText);
        if (step === 0) first = text;
        reached.add(at);
    }
    return { first, unreached: wanted.filter((_, at) => !reached.has(String(at))) };
}
