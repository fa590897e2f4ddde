// What `docker run` is told about variables, ports and logs.
import { arnIn } from "../../../plan/arn";
import { type Caller, Denied, NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { RoomFiles } from "../../jobs/room-files";
import type { Wanted } from "./container";
import { DockerError } from "./error";
import type { Options } from "./options";
import type { HostOrder } from "../host";

/** No file of variables is larger. */
const MOST = 1 << 20;

/** A line is a variable, as it stands: https://docs.docker.com/reference/cli/docker/container/run/#env */
export async function variablesIn({ all }: Options, files: RoomFiles): Promise<Readonly<Record<string, string>>> {
    const lines: string[] = [];
    for (const path of all("env-file")) lines.push(...(await files.read(path, MOST)).toString("utf8").split("\n"));
    const own = lines.map((line) => line.trimStart()).filter((line) => line !== "" && !line.startsWith("#"));
    return Object.fromEntries(
        [...own, ...all("env")].map((pair) => {
            const at = pair.indexOf("=");
            if (at === -1) throw new NotRehearsed(`docker run --env ${pair} without a value`);
            return [pair.slice(0, at), pair.slice(at + 1)];
        }),
    );
}

/** `80:8080`, `0.0.0.0:80:8080/tcp` */
export function publishedIn(published: readonly string[]): Pick<Wanted, "port"> {
    if (published.length > 1) throw new NotRehearsed("docker run with several published ports");
    const [text] = published;
    if (text === undefined) return {};
    const [, host, inside] = /^(?:[\d.]+:)?(\d+):(\d+)(?:\/tcp)?$/.exec(text) ?? [];
    if (inside === undefined) throw new NotRehearsed(`docker run --publish ${text}; HOST:CONTAINER is`);
    return { port: { host: Number(host), inside: Number(inside) } };
}

/** A file that is only shown to the container is not there, and whoever reads it says so; of one that it writes, nobody would know. */
export async function unseen({ all }: Options, files: RoomFiles): Promise<readonly string[]> {
    const written = all("volume").find((text) => !/^\/[^:]+:\/[^:]+:ro$/.test(text));
    if (written !== undefined) throw new NotRehearsed(`docker run --volume ${written}; FILE:FILE:ro is`);
    const mounted = all("mount").map((text) => {
        const [, source] = /^type=bind,source=(\/[^,]+),target=\/[^,]+,readonly$/.exec(text) ?? [];
        if (source === undefined)
            throw new NotRehearsed(`docker run --mount ${text}; type=bind,source=FILE,target=FILE,readonly is`);
        return source;
    });
    // https://docs.docker.com/engine/storage/bind-mounts/#options-for---mount
    for (const source of mounted)
        if ((await files.kind(source)) === undefined)
            throw new DockerError(
                `docker: Error response from daemon: invalid mount config for type "bind": bind source path does not exist: ${source}`,
                125,
            );
    return [...all("volume").map((text) => text.replace(/:.*$/, "")), ...mounted];
}

interface At {
    readonly account: LocalAccount;
    readonly order: HostOrder;
    readonly by?: Caller;
}

/** https://docs.docker.com/engine/logging/drivers/awslogs/: a container whose logs are refused does not start. */
export function askForLogs({ last, all }: Options, { account, order, by }: At): void {
    const driver = last("log-driver") ?? "json-file";
    if (/^(json-file|local|journald|none)$/.test(driver)) return;
    if (driver !== "awslogs") throw new NotRehearsed(`docker run --log-driver ${driver}`);
    const group = all("log-opt").find((option) => option.startsWith("awslogs-group=")) ?? "";
    const on = `${arnIn(order.place, "logs", `log-group:${group.replace(/^[^=]*=/, "")}`)}:log-stream:${order.id}`;
    const refused = (why: string) =>
        new DockerError(
            `docker: Error response from daemon: failed to create task for container: failed to initialize logging driver: failed to create Cloudwatch log stream: ${why}`,
            125,
        );
    if (!by) throw refused("NoCredentialProviders: no valid providers in chain");
    try {
        for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) account.gateway.ask({ by, action, on });
    } catch (error) {
        if (!(error instanceof Denied)) throw error;
        throw refused(`AccessDeniedException: ${error.message}`);
    }
}
