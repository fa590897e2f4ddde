// Whether packages can be had is told before anything runs: by what is kept, by what an index says, by this machine's Python.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as sound from "../../../rehearsal/check/packages";
import { Source } from "../../../rehearsal/check/source";
import { readDockerfile } from "../../../rehearsal/containers/build/dockerfile";
import { keepPage, keepPackagesIn } from "../../../rehearsal/packages/kept";
import { allows, sameVersion } from "../../../rehearsal/packages/versions";
import { mutated } from "../../support/mutant";
import { isOnPath, skipBecause } from "../../support/skip";

const DIGEST = createHash("sha256").update("greets").digest("hex");
const page = (requiresPython: string) => [
    { name: "greets-1.0-py3-none-any.whl", url: "http://nowhere.invalid/greets", sha256: DIGEST, requiresPython },
];

describe("packages that an image installs", () => {
    let folder = "";
    let index: Server | undefined;
    const before = process.env["PIP_INDEX_URL"];

    /** The port is free again: nothing answers there. */
    async function nobodyAnswers(): Promise<void> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        process.env["PIP_INDEX_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
        await new Promise((resolve) => server.close(resolve));
    }
    async function answers(requiresPython: string): Promise<void> {
        const link = `<a href="greets-1.0-py3-none-any.whl#sha256=${DIGEST}" data-requires-python="${requiresPython.replace(">", "&gt;")}">greets-1.0-py3-none-any.whl</a>`;
        const server = createServer((_, response) => response.end(link));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        index = server;
        process.env["PIP_INDEX_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
    }
    const lacking = (run: string, base = "python:3", { packagesLacking } = sound) => {
        writeFileSync(join(folder, "Dockerfile"), "");
        const recipe = readDockerfile(`FROM ${base}\nCOPY . .\nRUN ${run}\n`, "Dockerfile");
        return packagesLacking({ recipe, source: new Source(folder, join(folder, "Dockerfile"), folder) });
    };

    beforeEach(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        folder = mkdtempSync(join(tmpdir(), "lacking-"));
        keepPackagesIn(join(folder, "kept"));
        await nobodyAnswers();
    });
    afterEach(() => {
        keepPackagesIn(undefined);
        index?.close();
        index = undefined;
        if (before === undefined) delete process.env["PIP_INDEX_URL"];
        else process.env["PIP_INDEX_URL"] = before;
        rmSync(folder, { recursive: true, force: true });
    });

    it("cannot be had where no index is reached and nothing is kept, whichever way they are named", async () => {
        const says =
            /Dockerfile: packages of Python cannot be had: 127\.0\.0\.1.*nothing of greets is kept from before/;
        writeFileSync(join(folder, "requirements.txt"), "-r more.txt\n# nothing else\n");
        writeFileSync(join(folder, "more.txt"), "greets==1.0 \\\n    --hash=sha256:00\n");
        for (const run of ["pip install greets", "true && python3 -m pip install --no-cache-dir -r requirements.txt"])
            assert.match((await lacking(run)) ?? "", says, run);
    });
    it("are there where they are kept, in the version that is asked for", async () => {
        keepPage("greets", page(">=3"));
        mkdirSync(join(folder, "kept/files"), { recursive: true });
        writeFileSync(join(folder, "kept/files", DIGEST), "greets");
        assert.equal(await lacking("pip install greets==1.0"), undefined);
        assert.match((await lacking("pip install greets==2.0")) ?? "", /nothing of greets is kept/);
    });
    it("mutant: a check that asks an index for what is kept leaves a machine without a network out", async () => {
        keepPage("greets", page(">=3"));
        mkdirSync(join(folder, "kept/files"), { recursive: true });
        writeFileSync(join(folder, "kept/files", DIGEST), "greets");
        const file = "rehearsal/check/packages";
        const asking = mutated<typeof sound>(file, file, ["isKept ? before : ", ""]);
        assert.match((await lacking("pip install greets==1.0", "python:3", asking)) ?? "", /cannot be had/);
    });
    it("are there where an index has them, for a Python as this machine's", async () => {
        await answers(">=3");
        assert.equal(await lacking("pip install greets==1.0"), undefined);
    });
    it("cannot be had where they want another Python than this machine's", async () => {
        await answers(">=4");
        assert.match(
            (await lacking("pip install greets==1.0")) ?? "",
            /greets 1\.0 wants Python >=4, and this machine has 3/,
        );
    });
    it("are not judged where the text does not tell: another index, another base, no pip", async () => {
        assert.equal(await lacking("pip install -i https://elsewhere.invalid/simple greets"), undefined);
        assert.equal(await lacking("pip install greets", "debian"), undefined);
        assert.equal(await lacking("echo pip install greets"), undefined);
    });
    it("know versions as indexes write them", () => {
        assert.deepEqual(
            ["greets-1.0-py3-none-any.whl", "greets-1.tar.gz", "greets-1.0.1.tar.gz"].map((file) =>
                sameVersion(file, "1.0"),
            ),
            [true, true, false],
        );
        const cases = [
            ">=3.11",
            ">=3.8,<4",
            "<3.11",
            "!=3.11.*",
            "~=3.10",
            "~=3.11.2",
            "==3.*",
            ">3.11.7",
            "words",
            undefined,
        ];
        assert.deepEqual(
            cases.map((each) => allows(each, "3.11.7")),
            [true, true, false, false, true, true, true, false, true, true],
        );
    });
});
