import { settingsOf } from "../../../plan/lines";
import { below, Plans, records, texts, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { execForm, readDockerfile } from "../../containers/build/dockerfile";
import { baseUnder, globalsOf } from "../../containers/build/playable";
import type { LanguageName } from "../../containers/images/languages";
import { type Breakage, changeDockerfile } from "../../faults/source";
import { quoted } from "../../sandbox/this-machine";

/** Faults of an application that serves HTTP from a container. */
export const breakages: Readonly<Record<string, Breakage>> = {
    unhealthy: (folder, plans) => (portOf(plans) === undefined ? undefined : neverAnswers(folder, plans)),
    alarm: (folder, plans) => {
        const port = portOf(plans);
        return port === undefined ? undefined : answersWithErrors(folder, port, plans);
    },
};

/** Faults of one that nobody asks: its own health is all that there is. */
export const breakagesOfWorker: Readonly<Record<string, Breakage>> = {
    unhealthy: (folder, plans) =>
        new Plans(plans).ofType(TYPE.service).length > 0 && portOf(plans) === undefined
            ? neverAnswers(folder, plans)
            : undefined,
};

/** The port that the application of these plans is asked on; none where no service runs it, or nobody asks. */
function portOf(plans: readonly Plan[]): number | undefined {
    const [asked] = new Plans(plans)
        .ofType(TYPE.service)
        .flatMap(({ resource }) => records(resource.inputs["loadBalancers"]));
    return asked && Number(asked["containerPort"]);
}

/** What a line's settings have it run once before traffic moves; it is the same image, and the fault is none of its. */
const commandsBefore = (plans: readonly Plan[]): readonly string[] =>
    plans
        .flatMap(settingsOf)
        .map(({ deploy }) => texts(below(deploy, "before")["command"]).join(" "))
        .filter((command) => command !== "");

/** The Dockerfile with another program in the place of the one that serves. */
function starting(text: string, program: readonly string[], plans: readonly Plan[]): string {
    const commands = commandsBefore(plans);
    if (commands.length === 0) return `${text}\nENTRYPOINT ${JSON.stringify(program)}\n`;
    const steps = readDockerfile(text, "Dockerfile").stages.at(-1)?.steps ?? [];
    const own = steps.findLast(({ keyword }) => keyword === "ENTRYPOINT");
    const entry = ((own && execForm(own)) ?? []).map(quoted).join(" ");
    const patterns = [...new Set(commands)].map(quoted).join("|");
    const script = `case "$*" in ${patterns}) exec ${entry} "$@";; esac; exec ${program.map(quoted).join(" ")}`;
    return `${text}\nENTRYPOINT ${JSON.stringify(["sh", "-c", script, "sh"])}\n`;
}

function neverAnswers(folder: string, plans: readonly Plan[]): string {
    changeDockerfile(folder, (text) => starting(text, ["sh", "-c", "sleep 100000"], plans));
    return "the Dockerfile starts a program that never answers";
}

/** Fine as far as health checks can see, which is why there are alarms. */
function answersWithErrors(folder: string, port: number, plans: readonly Plan[]): string {
    // In no file of its own: a .dockerignore may leave it out of what is copied.
    changeDockerfile(folder, (text) => starting(text, serverFor(text, port), plans));
    return "the Dockerfile starts a server that health checks like and that answers 500 to everybody else";
}

const SERVERS: Readonly<Partial<Record<LanguageName, (port: number) => readonly string[]>>> = {
    node: (port) => [
        "node",
        "-e",
        `require("node:http").createServer((request, response) => {
    const checked = (request.headers["user-agent"] ?? "").startsWith("ELB-HealthChecker");
    response.writeHead(checked ? 200 : 500).end(checked ? "ok" : "broken by --fault alarm");
}).listen(${port}, () => console.log("listens on port ${port}, broken by --fault alarm"));`,
    ],
    python: (port) => [
        "python3",
        "-c",
        `from http.server import *
class Broken(BaseHTTPRequestHandler):
    def answer(self):
        checked = self.headers.get("User-Agent", "").startswith("ELB-HealthChecker")
        said = b"ok" if checked else b"broken by --fault alarm"
        self.send_response(200 if checked else 500)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD": self.wfile.write(said)
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer
ThreadingHTTPServer(("", ${port}), Broken).serve_forever()`,
    ],
};

/** In the language that the image has: one that cannot start would test nothing of the alarm. */
function serverFor(text: string, port: number): readonly string[] {
    const recipe = readDockerfile(text, "Dockerfile");
    const last = recipe.stages.at(-1);
    const { language } = (last && baseUnder(recipe, last, globalsOf(recipe, {}, {}))) ?? {};
    const server = language && SERVERS[language];
    if (server) return server(port);
    throw new Error(
        `Dockerfile:${last?.from.line}: the fault alarm starts a server of ${Object.keys(SERVERS).join(" or ")}, and FROM ${last?.base} is not known to have one; the fault unhealthy needs none`,
    );
}
