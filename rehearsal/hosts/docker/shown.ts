// What docker shows of containers and images. https://docs.docker.com/reference/cli/docker/inspect/
import type { JsonObject } from "../../../plan/document";
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { configOf, imageDigest, type BuiltImage } from "../../services/image";
import type { HostContainer } from "./container";
import { formatted } from "./format";
import type { Options } from "./options";

export function described({ id, state, isUp, exitCode, restarts, order }: HostContainer): JsonObject {
    const { name, imageId, reference, env, command, restart, port } = order;
    return asJson({
        Id: id,
        State: {
            Status: state,
            Running: isUp,
            Paused: false,
            Restarting: state === "restarting",
            ExitCode: exitCode,
        },
        Image: imageId,
        Name: `/${name}`,
        RestartCount: restarts,
        HostConfig: { RestartPolicy: { Name: restart, MaximumRetryCount: 0 } },
        Config: {
            Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
            Cmd: command ?? null,
            Image: reference,
        },
        NetworkSettings: {
            Ports: port ? { [`${port.inside}/tcp`]: [{ HostIp: "0.0.0.0", HostPort: String(port.host) }] } : {},
        },
    });
}

export function describedImage(
    account: LocalAccount,
    name: string,
    image: BuiltImage | string,
    id: string,
): JsonObject {
    const repository = name.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
    const digest = typeof image === "string" ? /@(.+)$/.exec(image)?.[1] : imageDigest(image);
    const { architecture, os, config } =
        typeof image === "string" ? { architecture: "amd64", os: "linux", config: {} } : configOf(account.blobs, image);
    return asJson({
        Id: id,
        RepoTags: name.includes("@") ? [] : [name],
        RepoDigests: digest === undefined ? [] : [`${repository}@${digest}`],
        Architecture: architecture,
        Os: os,
        Config: config,
    });
}

/** `docker ps` */
export function line(containers: readonly HostContainer[], { last, has }: Options): string {
    const format = last("format");
    const rows = containers.map((container) => {
        const { id, state, exitCode, order } = container;
        const ports = order.port ? `0.0.0.0:${order.port.host}->${order.port.inside}/tcp` : "";
        const Status = state === "running" ? "Up" : `${state === "restarting" ? "Restarting" : "Exited"} (${exitCode})`;
        return { ID: id.slice(0, 12), Names: order.name, Image: order.reference, State: state, Status, Ports: ports };
    });
    if (format !== undefined) return rows.map((row) => `${formatted(format, row)}\n`).join("");
    if (has("quiet")) return rows.map(({ ID }) => `${ID}\n`).join("");
    const head = "CONTAINER ID\tIMAGE\tSTATUS\tPORTS\tNAMES\n";
    return (
        head +
        rows.map(({ ID, Image, Status, Ports, Names }) => `${[ID, Image, Status, Ports, Names].join("\t")}\n`).join("")
    );
}
