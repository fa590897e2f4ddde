import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { main } from "../../cli/main";
import type { Plan } from "../../plan/document";
import { paintFor } from "../../text/terminal";
import { checkPlans } from "../../rehearsal/check/check";
import { type CheckResult, explainFindings, explainWrong } from "../../rehearsal/check/findings";
import { projectOfTests } from "../../tools/project";
import { planOf, root, workInProjectOfTests } from "../support/program";
import { unwrapped } from "../support/commanded";

const example = join(root, "examples", "blue-green-web");

interface Mistake {
    readonly title: string;
    /** The file that is changed, and how. */
    readonly file?: string;
    readonly change: (text: string) => string;
    /** `<level> <file>:<line> <what it must say>`, for each finding there is. */
    readonly finds: readonly (readonly [where: string, says: RegExp])[];
}

const dockerfile = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

const mistakes: readonly Mistake[] = [
    {
        title: "a port that nobody listens on",
        change: dockerfile("EXPOSE 8080", "EXPOSE 3000"),
        finds: [["wrong Dockerfile:15", /EXPOSE says 3000, and Pulumi\.staging\.yaml:\d+ says 8080/]],
    },
    {
        title: "a program that is told another port",
        change: dockerfile("PORT=8080", "PORT=3000"),
        finds: [["look Dockerfile:14", /PORT is 3000/]],
    },
    {
        title: "a file that is not there",
        change: dockerfile("COPY src ./src", "COPY source ./src"),
        finds: [["wrong Dockerfile:5", /source is not in /]],
    },
    {
        title: "a pattern that matches nothing",
        change: dockerfile("COPY package.json ./", "COPY *.lock ./"),
        finds: [["look Dockerfile:4", /nothing in .* matches \*\.lock/]],
    },
    {
        title: "a file that .dockerignore leaves out",
        file: ".dockerignore",
        change: dockerfile("!src\n", ""),
        finds: [["wrong Dockerfile:5", /src is left out by \.dockerignore/]],
    },
    {
        title: "a file outside of what is built",
        change: dockerfile("COPY src ./src", "COPY ../src ./src"),
        finds: [["wrong Dockerfile:5", /\.\.\/src lies outside/]],
    },
    {
        title: "a stage that is copied from and does not exist",
        change: dockerfile("--from=test", "--from=tests"),
        finds: [
            ["look Dockerfile:13", /no earlier stage is called tests/],
            ["look Dockerfile:7", /nothing that is built needs the stage test/],
            ["look Dockerfile:13", /--from=tests is no stage before this line; a rehearsal takes a Docker/],
        ],
    },
    {
        title: "tests in a stage that nobody builds",
        change: dockerfile(/COPY --from=test .*\n/, ""),
        finds: [["look Dockerfile:7", /nothing that is built needs the stage test, so what it runs never fails/]],
    },
    {
        title: "an instruction that does not exist",
        change: dockerfile("WORKDIR", "WORKDRI"),
        finds: [["wrong Dockerfile:3", /there is no instruction WORKDRI; did you mean WORKDIR\?/]],
    },
    {
        title: "a shell that keeps SIGTERM",
        change: dockerfile('["node", "src/main.js"]', "node src/main.js"),
        finds: [["look Dockerfile:17", /keeps SIGTERM/]],
    },
    {
        title: "nothing to start",
        change: dockerfile(/CMD .*\n/, ""),
        finds: [["look Dockerfile:2", /neither CMD nor ENTRYPOINT/]],
    },
    {
        title: "a health check that nobody reads",
        change: dockerfile("USER node", "HEALTHCHECK CMD wget localhost\nUSER node"),
        finds: [["look Dockerfile:16", /ECS does not read HEALTHCHECK/]],
    },
    {
        title: "a Dockerfile without FROM",
        change: () => "RUN true\n",
        finds: [["wrong Dockerfile", /no build stage/]],
    },
];

describe("fairlead check", () => {
    workInProjectOfTests();
    let folder: string;
    let staging: Plan;
    let prod: Plan;
    before(async () => {
        [staging, prod] = await Promise.all([planOf("staging"), planOf("prod")]);
    });
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "check-"));
        cpSync(example, folder, { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const settingsOf = (stack: string): string => join(projectOfTests(), `Pulumi.${stack}.yaml`);
    const check = (...plans: Plan[]): readonly CheckResult[] => checkPlans(plans, { root, settingsOf, source: folder });
    /** `wrong Dockerfile:15` and what it says. */
    const found = (...plans: Plan[]): (readonly [string, string])[] =>
        check(...plans)
            .flatMap(({ findings }) => findings)
            .map(({ level, file, line, says }) => {
                const place = relative(folder, file) + (line === undefined ? "" : `:${line}`);
                return [`${level} ${place}`, says];
            });

    it("finds nothing wrong in the example", () => {
        deepStrictEqual(found(staging, prod), []);
    });

    for (const { title, file = "Dockerfile", change, finds } of mistakes)
        it(`mutant: ${title}`, () => {
            const path = join(folder, file);
            const before = readFileSync(path, "utf8");
            const after = change(before);
            ok(after !== before, "the change changes nothing");
            writeFileSync(path, after);
            const said = found(staging);
            deepStrictEqual(
                said.map(([where]) => where),
                finds.map(([where]) => where),
            );
            finds.forEach(([, says], at) => match(said[at]?.[1] ?? "", says));
        });

    it("mutant: a health path that neither program nor tests name", () => {
        for (const file of ["src/server.js", "test/server.test.js"]) {
            const path = join(folder, file);
            writeFileSync(path, readFileSync(path, "utf8").replaceAll("health", "alive"));
        }
        deepStrictEqual(
            found(staging).map(([where]) => where),
            ["look Dockerfile"],
        );
    });

    it("mutant: no Dockerfile at all", () => {
        rmSync(join(folder, "Dockerfile"));
        deepStrictEqual(found(staging), [["wrong Dockerfile", "there is no such file, and the build begins with it"]]);
    });

    it("mutant: a test stage that the Dockerfile does not have", async () => {
        const plan = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        deepStrictEqual(found(plan), []);
        const path = join(folder, "Dockerfile");
        const text = readFileSync(path, "utf8").replace("AS test", "AS checks").replace("--from=test", "--from=checks");
        writeFileSync(path, text);
        const [[where, says] = []] = found(plan);
        strictEqual(where, "wrong Dockerfile:2");
        match(says ?? "", /no stage test, .*; stages here: base, checks/);
    });

    it("knows the stages that are built by name, by number, for a mount and as the test stage", async () => {
        const plan = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        const path = join(folder, "Dockerfile");
        const text = readFileSync(path, "utf8");
        for (const [from, to] of [
            ["--from=test", "--from=1"],
            [/COPY --from=test .*/, "RUN --mount=type=bind,from=test,target=/t true"],
            [/COPY --from=test .*/, ""],
        ] as const) {
            writeFileSync(path, text.replace(from, to));
            // That this machine does not play a mount is another matter.
            const others = found(plan).filter(([, says]) => !says.includes("is not rehearsed in process mode"));
            deepStrictEqual(others, [], to);
        }
    });

    it("holds an environment that only ships against what another one builds", () => {
        const path = join(folder, "Dockerfile");
        writeFileSync(path, readFileSync(path, "utf8").replace("EXPOSE 8080", "EXPOSE 3000"));
        const checked = check(staging, prod);
        const titles = checked.flatMap(({ title, findings }) => (findings.length > 0 ? [title] : []));
        deepStrictEqual(titles, ["staging: line web", "prod: line web"]);
        // The file that was read, wherever it lies: a command of pulumi would change the one in the project.
        const [wrong] = checked.flatMap(({ findings }) => findings);
        match(wrong?.fix ?? "", /^EXPOSE 8080, or port: 3000 in .*Pulumi\.staging\.yaml:\d+$/);
        const alone = checkPlans([prod], { root, settingsOf });
        const [finding] = alone.flatMap(({ findings }) => findings);
        match(finding?.says ?? "", /^it only ships: how its source is built is said by the settings of staging/);
        strictEqual(finding?.fix, "fairlead check --stack staging --stack prod --source <folder>");
        const [told] = checkPlans([prod], { root, settingsOf, source: folder }).flatMap(({ findings }) => findings);
        strictEqual(told?.fix, `fairlead check --stack staging --stack prod --source ${folder}`);
    });

    it("says of a queue that tasks are scaled by that it is not made here", async () => {
        const worker = await planOf("prod", { configFile: "examples/blue-green-web/worker/Pulumi.prod.yaml" });
        const [handed] = checkPlans([worker], { root, settingsOf });
        deepStrictEqual(handed?.findings, [
            {
                level: "look",
                file: "the plan of prod",
                says: "tasks are scaled by queue jobs, which is not made here: it has to be in account 111122223333 and region eu-west-1 under that name",
                fix: "aws sqs get-queue-url --queue-name jobs --region eu-west-1",
            },
        ]);
        const [queue] = worker.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
        ok(queue);
        const named = { name: "jobs" };
        const made = {
            ...queue,
            inputs: { ...queue.inputs, ...named },
            outputs: { ...queue.outputs, ...named },
        };
        const [sound] = checkPlans([{ ...worker, resources: [...worker.resources, made] }], { root, settingsOf });
        deepStrictEqual(sound?.findings, []);
    });

    it("says what holds of the build once, of the environment that builds", async () => {
        const plan = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        const path = join(folder, "Dockerfile");
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace(/COPY --from=test .*/, ""));
        deepStrictEqual(found(plan, prod), [], "prod has no build, so it cannot ask for a test stage");
        writeFileSync(path, text.replace("COPY src", "COPY nothing"));
        const titles = check(plan, prod).flatMap(({ title, findings }) => findings.map(() => title));
        deepStrictEqual(titles, ["staging: line web"]);
    });

    /** A plan in which one text is another. */
    const changed = (plan: Plan, from: string, to: string): Plan => {
        const text = JSON.stringify(plan);
        ok(text.includes(from), `the plan does not say ${from}`);
        return JSON.parse(text.replaceAll(from, to)) as Plan;
    };

    it("mutant: an appspec that names another port than the task opens", () => {
        const plan = changed(staging, '\\"ContainerPort\\":8080', '\\"ContainerPort\\":8081');
        match(found(plan)[0]?.[1] ?? "", /port 8081 of app; the task opens 8080/);
    });

    it("mutant: an appspec that names another container", () => {
        const plan = changed(staging, '\\"ContainerName\\":\\"app\\"', '\\"ContainerName\\":\\"web\\"');
        match(found(plan)[0]?.[1] ?? "", /container web; the task has app/);
    });

    it("mutant: a buildspec with a key that CodeBuild does not know", () => {
        const plan = changed(staging, "phases:\\n", "phasen: {}\\nphases:\\n");
        match(found(plan)[0]?.[1] ?? "", /phasen/);
    });

    it("reads well in 80 columns, whatever it says", () => {
        writeFileSync(join(folder, "Dockerfile"), "FROM node\nCOPY nothing .\nEXPOSE 1 2 3\nCMD node .\n");
        const page = explainFindings(check(staging), paintFor({}));
        deepStrictEqual(
            page.split("\n").filter((line) => line.length > 80),
            [],
        );
        match(page, /\n2 wrong, 1 worth a look\n$/);
    });

    it("says after a red rehearsal what is certain, once, and which command says the rest", () => {
        const path = join(folder, "Dockerfile");
        const text = readFileSync(path, "utf8").replace("COPY src", "COPY nothing");
        writeFileSync(path, text.replace("PORT=8080", "PORT=3000"));
        const lines = explainWrong(check(staging, prod), "npx fairlead check --source x", paintFor({}));
        const page = lines.join("\n");
        strictEqual(page.split("nothing is not in").length, 2);
        ok(!page.includes("PORT"));
        match(page, /look {3}what may be meant, and may not: npx fairlead check --source x$/);
        writeFileSync(path, text);
        match(explainWrong(check(staging), "x", paintFor({})).join("\n"), /nothing is not in \S+$/);
    });

    async function fairlead(...args: string[]): Promise<{ code: number; out: string; err: string }> {
        const said = { out: "", err: "" };
        const stream = (to: "out" | "err") =>
            ({ write: (text: string) => (said[to] += text) !== "" }) as unknown as NodeJS.WritableStream;
        return { code: await main(["check", ...args], { out: stream("out"), err: stream("err") }), ...said };
    }

    it("ends with 0 when all agrees, 1 when something is wrong, 2 when it was called wrongly", async () => {
        const good = await fairlead("--stack", "staging");
        deepStrictEqual([good.code, good.out.trimEnd().split("\n").at(-1)], [0, "0 wrong, 0 worth a look"]);
        rmSync(join(folder, "src"), { recursive: true });
        const bad = await fairlead("--stack", "staging", "--source", folder);
        strictEqual(bad.code, 1);
        match(bad.out, /1 wrong, 0 worth a look\n$/);
        for (const args of [
            ["--source", "/nowhere"],
            ["--sorce", "x"],
            ["--config-file", "x.yaml"],
            ["--config-dir", "nowhere"],
            ["--config-dir", "examples/code-suite-vm", "--config-file", "examples/code-suite-vm/Pulumi.staging.yaml"],
        ])
            strictEqual((await fairlead(...args)).code, 2, args.join(" "));
        strictEqual((await fairlead("--help")).out.startsWith("fairlead check:"), true);
    });

    it("takes the settings of all stacks from a folder", async () => {
        const { code, out } = await fairlead(
            "--config-dir",
            "examples/code-suite-vm",
            "--source",
            "examples/code-suite-vm",
        );
        strictEqual(code, 0, out);
        deepStrictEqual(out.match(/^\w+: line \w+/gm), ["prod: line degrees", "staging: line degrees"]);
    });

    it("takes a folder for each repository, and none that nobody reads", async () => {
        const settings = ["--config-dir", "examples/code-suite-vm", "--source"];
        const { code, out } = await fairlead(...settings, "degrees=examples/code-suite-vm");
        strictEqual(code, 0, out);
        const other = await fairlead(...settings, "decrees=examples/code-suite-vm");
        strictEqual(other.code, 2);
        match(other.err, /--source decrees=…: .*did you mean\s+degrees\?/s);
    });

    it("says what is wrong with every stack, not with the first alone", async () => {
        const { code, err } = await fairlead("--stack", "nope", "--stack", "staging", "--stack", "neither");
        strictEqual(code, 1);
        match(
            unwrapped(err),
            /^error: no settings for stack "nope": .*\n\nerror: no settings for stack "neither": .*\n$/,
        );
    });

    it("names the folder of the settings where the application seems to lie in it", async () => {
        const file = "examples/blue-green-web/Pulumi.staging.yaml";
        const { err } = await fairlead("--stack", "staging", "--config-file", file);
        strictEqual(
            err,
            "examples/blue-green-web/Dockerfile lies beside these settings. If it is the application's:\n" +
                "  --source examples/blue-green-web\n",
        );
        const told = await fairlead("--stack", "staging", "--config-file", file, "--source", folder);
        deepStrictEqual([told.code, told.err], [0, ""]);
        strictEqual((await fairlead("--stack", "staging")).err, "");
    });

    it("says what is wrong with a folder that holds no application", async () => {
        const file = join(folder, "package.json");
        const empty = mkdtempSync(join(folder, "empty-"));
        for (const [source, says] of [
            ["/nowhere", /--source \/nowhere: there is no such folder/],
            [file, /that is a file; name the folder it lies in/],
            [empty, /that folder is empty/],
        ] as const) {
            const { code, err } = await fairlead("--source", source);
            strictEqual(code, 2);
            match(unwrapped(err), says);
        }
    });
});
