// Applications of other languages without an engine: those whose base is stood in for answer, the others are refused by name.
import assert from "node:assert/strict";

import { AutoEngine } from "../../rehearsal/containers/auto";
import { ask, ContainerFixture } from "../rehearsal/containers/fixture";
import { isOnPath, skipBecause } from "../support/skip";

const FLASK = `FROM public.ecr.aws/docker/library/python:3.12-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py ./
USER 1000
CMD ["flask", "run", "--host=0.0.0.0", "--port=8080"]
`;
const APP = `from flask import Flask
app = Flask(__name__)

@app.get("/health")
def health():
    return {"ok": True}
`;
const GO = `FROM golang:1.22-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /server .
FROM scratch
COPY --from=build /server /server
ENTRYPOINT ["/server"]
`;
const MAIN = `package main

import "net/http"

func main() {
	http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) })
	http.ListenAndServe(":8080", nil)
}
`;

describe("an application without a container engine", function () {
    this.timeout(300_000);
    let fixture: ContainerFixture;
    beforeEach(() => {
        fixture = new ContainerFixture();
        fixture.use(new AutoEngine(fixture.account, () => Promise.resolve(undefined)));
    });
    afterEach(() => fixture.close());

    it("in Python with Flask is stood in for: pip installs, another user runs, it answers", async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        const image = await fixture.build({ Dockerfile: FLASK, "requirements.txt": "flask\n", "app.py": APP });
        const container = await fixture.run(image, { port: 8080 });
        assert.equal((await ask(container, "/health")).body.trim(), '{"ok":true}');
        assert.match(
            fixture.lines.join("\n"),
            /stood in for public\S+python:3\.12-slim with this machine's python 3\.\d+/,
        );
    });

    it("in Go is built by a stand-in, and runs FROM scratch with nothing else in it", async function () {
        if (!isOnPath("go")) skipBecause(this, "no go on PATH");
        const image = await fixture.build({ Dockerfile: GO, "go.mod": "module server\n\ngo 1.20\n", "main.go": MAIN });
        const container = await fixture.run(image, { port: 8080 });
        assert.equal((await ask(container, "/health")).body, "ok");
        const shell = await fixture.run(image, { entryPoint: ["/bin/sh"], command: ["-c", "true"] });
        assert.notEqual(await shell.ended, 0);
    });

    for (const base of ["eclipse-temurin:21-jre", "nginx:1.27-alpine"])
        it(`FROM ${base} is refused by name, before anything runs`, async () => {
            await assert.rejects(
                fixture.build({ Dockerfile: `FROM ${base}\nCOPY app /app\n`, app: "" }),
                new RegExp(
                    `^Error: Dockerfile:1: this machine cannot stand in for ${base}, .*neither docker nor podman answers`,
                ),
            );
            assert.deepEqual(fixture.lines, []);
        });
});
