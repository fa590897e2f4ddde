// The application of students' scores, as its line makes it: packages, lint, tests, training and gate in the image's build;
// then its form, answered by a person with a browser.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

import type { Container } from "../../rehearsal/containers/engine";
import type { BuiltImage } from "../../rehearsal/services/image";
import { ask, ContainerFixture } from "../rehearsal/containers/fixture";
import { root } from "../support/program";
import { isOnPath, skipBecause } from "../support/skip";
import { launch } from "./browser";

const SOURCE = join(root, "examples/student-performance");
const PACKAGE = "src/student_performance";
const STUDENT = {
    gender: "female",
    race_ethnicity: "group C",
    parental_level_of_education: "bachelor's degree",
    lunch: "standard",
    test_preparation_course: "completed",
    reading_score: "80",
    writing_score: "85",
};

interface About {
    readonly digest: string;
    readonly metrics: { readonly r2: number };
}

describe("the students' scores", function () {
    this.timeout(300_000);
    let fixture: ContainerFixture;
    let image: BuiltImage;
    let live: Container;
    let about: About;

    before(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        fixture = new ContainerFixture();
        const context = mkdtempSync(join(fixture.folder, "context-"));
        cpSync(SOURCE, context, { recursive: true });
        image = await fixture.buildIn(context).catch((error: unknown) => {
            throw new Error(`${String(error)}\n${fixture.lines.slice(-40).join("\n")}`);
        });
        live = await fixture.run(image, { env: { PORT: "8080" }, port: 8080 });
        about = JSON.parse((await ask(live, "/model")).body) as About;
    });
    after(() => fixture.close());

    it("are linted, tested, trained and judged before there is an image", () => {
        const said = fixture.lines.join("\n");
        assert.match(said, /All checks passed!/);
        assert.match(said, /Ran [1-9]\d* tests[^]*OK[^]*Ran [1-9]\d* tests[^]*OK/);
        const r2 = about.metrics.r2.toFixed(4);
        assert.match(said, new RegExp(`accepted: R2 ${r2} of the candidate is not below R2 0.8000 of the floor`));
    });

    it("come from a model that the image names by its digest, and that no other user of it may change", async () => {
        const seen = await fixture.output(image, "sha256sum artifacts/model.joblib; id -u; touch artifacts/x; echo $?");
        const [sum = "", user, ...touched] = seen.split("\n");
        assert.equal(`sha256:${sum.split(" ")[0] ?? ""}`, about.digest);
        assert.notEqual(user, process.getuid?.() === 0 ? "0" : undefined);
        if (process.getuid?.() === 0) assert.equal(touched.at(-1), "1");
        const { digest } = JSON.parse((await ask(live, "/health")).body.replace('"model"', '"digest"')) as About;
        assert.equal(digest, about.digest);
    });

    describe("after a commit that shuffles the labels", () => {
        /** The commit beside the metrics of what is live, up to the model. */
        const candidate = (change: (folder: string) => void) => {
            const context = mkdtempSync(join(fixture.folder, "context-"));
            cpSync(SOURCE, context, { recursive: true });
            mkdirSync(join(context, "live"));
            writeFileSync(join(context, "live/metrics.json"), JSON.stringify(about.metrics));
            edit(join(context, PACKAGE, "components/data_generator.py"), [
                "    return [_student(random) for _ in range(rows)]",
                `    students = [_student(random) for _ in range(rows)]
    labels = [student[TARGET] for student in students]
    random.shuffle(labels)
    return [{**student, TARGET: label} for student, label in zip(students, labels, strict=True)]`,
            ]);
            change(context);
            return fixture.buildIn(context, { target: "model", args: { LIVE_METRICS: "live/metrics.json" } });
        };

        it("are refused by the gate, with both numbers, the live one from the live release", async () => {
            await assert.rejects(candidate(() => undefined));
            const refused = /refused: R2 (-?\d\.\d{4}) of the candidate is below R2 (\d\.\d{4}) of the live release/;
            const [, worse, good] = fixture.lines.map((line) => refused.exec(line)).find(Boolean) ?? [];
            assert.equal(good, about.metrics.r2.toFixed(4));
            assert.ok(Number(worse) < 0.2, `${worse ?? "nothing"} is as good as guessing`);
        });

        it("mutant: a gate that compares nothing lets them pass", async () => {
            await candidate((folder) =>
                edit(join(folder, PACKAGE, "pipelines/gate.py"), ["if candidate < bound:", "if False:"]),
            );
        });
    });

    describe("in a browser", () => {
        let browser: Browser | undefined;
        let home = "";
        let server: Server | undefined;
        let shown: Page;
        const complaints: string[] = [];

        before(async function () {
            home = mkdtempSync(join(tmpdir(), "students-"));
            browser = await launch(this, home);
            server = await listening(live);
            shown = await browser.newPage();
            shown.on("console", (message) => complaints.push(message.text()));
            shown.on("pageerror", (error) => complaints.push(error.message));
        });
        after(async () => {
            await browser?.close();
            server?.close();
            rmSync(home, { recursive: true, force: true });
        });
        beforeEach(() => shown.goto(`http://127.0.0.1:${(server?.address() as AddressInfo).port}/`));

        const fill = async (student: typeof STUDENT) => {
            for (const [name, value] of Object.entries(student)) {
                const field = shown.locator(`[name=${name}]`);
                await (name.endsWith("_score") ? field.fill(value) : field.selectOption(value));
            }
            await shown.getByRole("button", { name: "Predict" }).click();
        };

        it("answer the form with the score that the API says, and keep what was entered", async () => {
            await fill(STUDENT);
            const score = await shown.locator("output").textContent();
            const numbers = { reading_score: 80, writing_score: 85 };
            const answer = await shown.request.post(new URL("/api/predict", shown.url()).href, {
                data: { ...STUDENT, ...numbers },
            });
            const said = (await answer.json()) as { readonly math_score: number; readonly model: string };
            assert.equal(score, `${said.math_score} of 100`);
            assert.equal(said.model, about.digest);
            assert.equal(await shown.locator("[name=race_ethnicity]").inputValue(), "group C");
            assert.deepEqual(complaints, []);
        });

        it("are not asked for while a field is empty or out of range; without that help the page says what is wrong", async () => {
            await fill({ ...STUDENT, reading_score: "101" });
            assert.equal(await shown.locator("output").count(), 0);
            assert.equal(await shown.locator("input:invalid").count(), 1);
            await shown.locator("form").evaluate((form: { noValidate: boolean }) => (form.noValidate = true));
            await shown.getByRole("button", { name: "Predict" }).click();
            assert.equal(await shown.getByRole("alert").textContent(), "Reading score: found 101");
        });
    });
});

function edit(path: string, [from, to]: readonly [string, string]): void {
    const text = readFileSync(path, "utf8");
    assert.ok(text.includes(from), `${path} lacks ${from}`);
    writeFileSync(path, text.replace(from, to));
}

/** A container listens inside its walls; a browser asks at a port. */
async function listening({ address }: Container): Promise<Server> {
    const server = createServer((incoming, response) => {
        const { method, url, headers } = incoming;
        incoming.pipe(
            request({ ...address, method, path: url, headers }, (answer) => {
                response.writeHead(answer.statusCode ?? 502, answer.headers);
                answer.pipe(response);
            }).on("error", () => response.destroy()),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
}
