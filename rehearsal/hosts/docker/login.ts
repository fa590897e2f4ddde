// What `docker login` leaves on a host: a file of the folder that docker was told of, and nothing once that is gone.
// https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties
import { posix } from "node:path";

import type { Json, JsonObject } from "../../../plan/document";
import { isRecord } from "../../../plan/plans";
import { ofKnownSize } from "../../../text/yaml";
import type { RoomFiles } from "../../jobs/room-files";
import { DOCKER_HUB } from "../../services/docker-hub";
import { RefusedInside } from "../../sandbox/room";

/** What docker's client says to its daemon in front of a command. */
export const TELLS_FOLDER = `set -- --config "\${DOCKER_CONFIG:-\${HOME:-/root}/.docker}" "$@"\n`;

/** https://docs.docker.com/reference/cli/docker/login/: as docker itself writes down its own registry. */
const NAMED: Readonly<Record<string, string>> = { [DOCKER_HUB]: "https://index.docker.io/v1/" };
/** No such file is larger. */
const MOST = 1 << 18;

/** Takes the folder from the words; the last one counts. */
export function folderIn(argv: readonly string[]): readonly [folder: string, rest: readonly string[]] {
    let [folder, at] = ["/root/.docker", 0];
    for (; argv[at] === "--config"; at += 2) folder = argv[at + 1] ?? folder;
    return [folder, argv.slice(at)];
}

export interface Login {
    readonly registry: string;
    readonly username: string;
    readonly password: string;
}

export class LoginFile {
    private readonly path: string;

    constructor(
        private readonly files: RoomFiles,
        folder: string,
    ) {
        this.path = posix.join(folder, "config.json");
    }

    public async logins(): Promise<readonly Login[]> {
        const { auths } = await this.read();
        return Object.entries(isRecord(auths) ? auths : {}).map(([name, entry]) => {
            const auth = isRecord(entry) && typeof entry["auth"] === "string" ? entry["auth"] : "";
            const [username = "", ...password] = Buffer.from(auth, "base64").toString("utf8").split(":");
            const registry = Object.keys(NAMED).find((known) => NAMED[known] === name) ?? name;
            return { registry, username, password: password.join(":") };
        });
    }

    public async add({ registry, username, password }: Login): Promise<void> {
        const config = await this.read();
        const auth = Buffer.from(`${username}:${password}`).toString("base64");
        const known = isRecord(config["auths"]) ? config["auths"] : {};
        const auths = { ...known, [NAMED[registry] ?? registry]: { auth } };
        await this.files.write(this.path, Buffer.from(`${JSON.stringify({ ...config, auths }, null, "\t")}\n`));
    }

    /** What cannot be read says of no login, as docker itself has it. */
    private async read(): Promise<JsonObject> {
        try {
            const found = ofKnownSize(JSON.parse((await this.files.read(this.path, MOST)).toString("utf8")) as Json);
            return isRecord(found) ? found : {};
        } catch (error) {
            if (error instanceof RefusedInside || error instanceof SyntaxError) return {};
            throw error;
        }
    }
}
