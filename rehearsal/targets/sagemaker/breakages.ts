import { everyAction } from "../../../plan/pipelines";
import { type Plan, Plans } from "../../../plan/plans";
import { type Breakage, changeDockerfile } from "../../faults/source";

/** Faults of an image that serves a model: what trains it goes on, so that there is a model to serve. */
export const breakages: Readonly<Record<string, Breakage>> = {
    unhealthy: (folder, plans) =>
        isServed(plans) ? changed(folder, "sleep 100000", "the image never answers where it serves") : undefined,
    alarm: (folder, plans) =>
        isServed(plans)
            ? changed(
                  folder,
                  `exec python3 -c '${BROKEN}'`,
                  "the image answers /ping, and 500 to whoever asks the model",
              )
            : undefined,
};

/** In Python, which what trains a model has. */
const BROKEN = [
    "from http.server import *",
    "class Broken(BaseHTTPRequestHandler):",
    "    def do_GET(self): self.send_response(200); self.end_headers()",
    "    def do_POST(self): self.send_response(500); self.end_headers()",
    'ThreadingHTTPServer(("", 8080), Broken).serve_forever()',
].join("\n");

function isServed(plans: readonly Plan[]): boolean {
    return everyAction(new Plans(plans)).some(({ action }) => action.provider === "CloudFormation");
}

/** Does something else where the image is asked to serve, and what it always did otherwise. */
function changed(folder: string, serves: string, told: string): string {
    changeDockerfile(folder, (text) => {
        const entry = [...text.matchAll(/^ENTRYPOINT (\[.*\])\s*$/gm)].at(-1)?.[1];
        if (entry === undefined)
            throw new Error('this fault changes the ENTRYPOINT ["…"] of the Dockerfile, and it has none');
        const shell = `if [ "$1" = serve ]; then ${serves}; else exec ${(JSON.parse(entry) as string[]).map(quoted).join(" ")} "$@"; fi`;
        return `${text.trimEnd()}\nENTRYPOINT ${JSON.stringify(["sh", "-c", shell, "sh"])}\n`;
    });
    return told;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
