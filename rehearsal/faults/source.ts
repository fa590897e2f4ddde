// Faults of an application: changes of a copy of its source, so that everything after them is real.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Breaks the application in `folder`, whose server is to listen on `port`; answers what it changed. */
type Breakage = (folder: string, port: number) => string;

export const breakages: ReadonlyMap<string, Breakage> = new Map([
    ["build", failingTest],
    ["unhealthy", neverAnswers],
    ["alarm", answersWithErrors],
]);

function failingTest(folder: string): string {
    const file = dockerfileOf(folder);
    const lines = readFileSync(file, "utf8").split("\n");
    const stages = lines.flatMap((line, at) => (/^\s*FROM\s/i.test(line) ? [{ line, at }] : []));
    const stage = stages.find(({ line }) => /\sAS\s+\S*test/i.test(line)) ?? stages.at(-1);
    if (!stage) throw new Error(`${file} has no FROM, so there is no build to break`);
    lines.splice(stage.at + 1, 0, `RUN echo "not ok 1 - a test that --fault build broke" && exit 1`);
    writeFileSync(file, lines.join("\n"));
    return `line ${stage.at + 2} of the Dockerfile is a test that fails`;
}

function neverAnswers(folder: string): string {
    appendFileSync(dockerfileOf(folder), `\nENTRYPOINT ["sh", "-c", "sleep 100000"]\n`);
    return "the Dockerfile starts a program that never answers";
}

/** Fine as far as health checks can see, which is why there are alarms. */
function answersWithErrors(folder: string, port: number): string {
    const server = `require("node:http").createServer((request, response) => {
    const checked = (request.headers["user-agent"] ?? "").startsWith("ELB-HealthChecker");
    response.writeHead(checked ? 200 : 500).end(checked ? "ok" : "broken by --fault alarm");
}).listen(${port});\n`;
    writeFileSync(join(folder, "fault.cjs"), server);
    const start = `\nCOPY fault.cjs /fault.cjs\nENTRYPOINT ["node", "/fault.cjs"]\n`;
    appendFileSync(dockerfileOf(folder), start);
    return "the Dockerfile starts a server that health checks like and that answers 500 to everybody else";
}

function dockerfileOf(folder: string): string {
    const file = join(folder, "Dockerfile");
    if (!existsSync(file)) throw new Error(`this fault changes the Dockerfile, and ${folder} has none`);
    return file;
}
