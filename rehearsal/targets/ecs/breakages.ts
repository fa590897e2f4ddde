import { Plans, records, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { type Breakage, changeDockerfile } from "../../faults/source";

/** Faults of an application that serves HTTP from a container. */
export const breakages: Readonly<Record<string, Breakage>> = {
    unhealthy: (folder, plans) => (portOf(plans) === undefined ? undefined : neverAnswers(folder)),
    alarm: (folder, plans) => {
        const port = portOf(plans);
        return port === undefined ? undefined : answersWithErrors(folder, port);
    },
};

/** The port that the application of these plans is asked on; none where no service runs it. */
function portOf(plans: readonly Plan[]): number | undefined {
    const [service] = new Plans(plans).ofType(TYPE.service);
    if (!service) return undefined;
    return Number(records(service.resource.inputs["loadBalancers"])[0]?.["containerPort"] ?? 8080);
}

function neverAnswers(folder: string): string {
    changeDockerfile(folder, (text) => `${text}\nENTRYPOINT ["sh", "-c", "sleep 100000"]\n`);
    return "the Dockerfile starts a program that never answers";
}

/** Fine as far as health checks can see, which is why there are alarms. */
function answersWithErrors(folder: string, port: number): string {
    const server = `require("node:http").createServer((request, response) => {
    const checked = (request.headers["user-agent"] ?? "").startsWith("ELB-HealthChecker");
    response.writeHead(checked ? 200 : 500).end(checked ? "ok" : "broken by --fault alarm");
}).listen(${port}, () => console.log("listens on port ${port}, broken by --fault alarm"));`;
    // In no file of its own: a .dockerignore may leave it out of what is copied.
    changeDockerfile(folder, (text) => `${text}\nENTRYPOINT ${JSON.stringify(["node", "-e", server])}\n`);
    return "the Dockerfile starts a server that health checks like and that answers 500 to everybody else";
}
