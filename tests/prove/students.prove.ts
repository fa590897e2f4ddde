// The application of students' scores, as its line makes it: packages, lint, tests, training and gate in the image's build;
// its form, answered by a person with a browser; and the line itself, from a push to GitHub until prod answers.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

import { text } from "../../plan/plans";
import { workflowsOf } from "../../plan/workflows";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Container } from "../../rehearsal/containers/engine";
import { readZipFile } from "../../rehearsal/jobs/zip";
import { pushTo } from "../../rehearsal/services/git";
import type { BuiltImage } from "../../rehearsal/services/image";
import { Objects } from "../../rehearsal/services/objects";
import { pathAtGithub, withWorkflow } from "../../rehearsal/workflows/at-github";
import { Workflows } from "../../rehearsal/workflows/workflows";
import { ask, ContainerFixture } from "../rehearsal/containers/fixture";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";
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

/** Scores of one student beside what another one is. */
const SHUFFLED = [
    "    return [_student(random) for _ in range(rows)]",
    `    students = [_student(random) for _ in range(rows)]
    labels = [student[TARGET] for student in students]
    random.shuffle(labels)
    return [{**student, TARGET: label} for student, label in zip(students, labels, strict=True)]`,
] as const;

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
        const look = "sha256sum artifacts/model.joblib; id -u; touch artifacts/x 2>/dev/null; echo $?";
        const [sum = "", user, touched] = (await fixture.output(image, look)).split("\n");
        assert.equal(`sha256:${sum.split(" ")[0] ?? ""}`, about.digest);
        assert.notEqual(user, process.getuid?.() === 0 ? "0" : undefined);
        if (process.getuid?.() === 0) assert.equal(touched, "1");
        const { digest } = JSON.parse((await ask(live, "/health")).body.replace('"model"', '"digest"')) as About;
        assert.equal(digest, about.digest);
    });

    it("mutant: a gate that compares nothing lets shuffled labels pass", async () => {
        const context = mkdtempSync(join(fixture.folder, "context-"));
        cpSync(SOURCE, context, { recursive: true });
        edit(join(context, PACKAGE, "components/data_generator.py"), SHUFFLED);
        edit(join(context, PACKAGE, "pipelines/gate.py"), ["if candidate < bound:", "if False:"]);
        await fixture.buildIn(context, { target: "model", args: { LIVE_METRICS: JSON.stringify(about.metrics) } });
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

describe("the line of the students' scores", function () {
    this.timeout(900_000);
    const folder = mkdtempSync(join(tmpdir(), "students-line-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("goes from GitHub to prod; its gate refuses what is worse than the live release, with both numbers", async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        const stacks = ["staging", "prod"];
        const plans = await Promise.all(
            stacks.map((stack) => planOf(stack, { configFile: `examples/student-performance/Pulumi.${stack}.yaml` })),
        );
        const lives: Live[][] = [];
        const then = async (account: LocalAccount): Promise<void> => {
            lives.push(livesIn(account));
            const [planned] = workflowsOf(account.plans);
            assert.ok(planned);
            cpSync(SOURCE, folder, { recursive: true });
            edit(join(folder, PACKAGE, "components/data_generator.py"), SHUFFLED);
            // Tests would tell of it first; whoever mixes up data may mend tests that stand in the way.
            for (const test of ["test_generator.py", "trained/test_training.py"]) rmSync(join(folder, "tests", test));
            const to = { path: pathAtGithub(account, planned), branch: planned.branch };
            pushTo(account, to, folder, "Mix the labels up");
            withWorkflow(account, planned);
            await account.part(Workflows).look(planned, () => Promise.reject(new Error("nobody is asked")));
            await account.quiet();
            lives.push(livesIn(account));
        };
        const { facts, shortcomings } = await rehearsed(plans, { source: SOURCE, then });
        const [[staging, prod] = [], after] = lives;
        assert.equal(staging?.digest, prod?.digest);
        assert.notEqual(prod?.placeholder, true);
        assert.deepEqual(after, [staging, prod]);
        const { r2 } = staging?.checks.find(({ kind }) => kind === "metrics")?.numbers ?? {};
        const said = facts.flatMap(({ kind, data }) => (kind === "line" ? [String(data["text"])] : []));
        const refused = /refused: R2 (-?\d\.\d{4}) of the candidate is below R2 (\d\.\d{4}) of the live release/;
        const [, worse, good] = said.map((line) => refused.exec(line)).find(Boolean) ?? [];
        assert.equal(good, r2?.toFixed(4));
        assert.ok(Number(worse) < 0.2, `${worse ?? "nothing"} is as good as guessing`);
        assert.equal(shortcomings.length, 1, shortcomings.join("\n"));
        assert.match(shortcomings.join(), /students-make ended red/);
    });
});

interface Live {
    readonly digest: string;
    readonly placeholder?: boolean;
    readonly checks: readonly { readonly kind: string; readonly numbers?: Readonly<Record<string, number>> }[];
}

/** What is live in each environment, in their order. */
function livesIn(account: LocalAccount): Live[] {
    return account.plans.all.map((plan) => {
        const bucket = plan.resources.find(({ name, type }) => type === "aws:s3/bucket:Bucket" && name === "releases");
        assert.ok(bucket);
        const version = account.part(Objects).find(text(bucket, "bucket"), "releases/students/live.zip");
        assert.ok(version);
        return JSON.parse(String(readZipFile(account.blobs.get(version.digest), "release.json"))) as Live;
    });
}

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
